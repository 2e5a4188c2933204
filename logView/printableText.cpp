// SPDX-License-Identifier: MIT
#include "printableText.h"

#include "lineText.h"
#include "utf.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace sysmon::view {

namespace {

struct Range {
    uint32_t first;
    uint32_t last;
};

/// Unicode's control (Cc), format (Cf), line and paragraph separator (Zl, Zp) characters, the
/// letters that fill without showing, and U+FFFE and U+FFFF. In order.
constexpr Range hiddenCharacters[] = {
    {0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},       {0x600, 0x605},
    {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},
    {0x8e2, 0x8e2},     {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180e, 0x180e},
    {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
    {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff9, 0xfffb},   {0xfffe, 0xffff},
    {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a}, {0xe0000, 0xe007f},
};

bool isShown(const Utf8Character& character)
{
    if (!character.valid) return false;
    const Range* const range =
        std::ranges::lower_bound(hiddenCharacters, character.codePoint, {}, &Range::last);
    return range == std::end(hiddenCharacters) || character.codePoint < range->first;
}

} // namespace

void appendPrintable(std::string_view text, std::string& ret_line)
{
    while (!text.empty()) {
        const Utf8Character character = firstCharacter(text);
        const std::string_view bytes = text.substr(0, character.size);
        if (isShown(character))
            ret_line += bytes;
        else
            for (const char byte : bytes)
                appendByte(static_cast<uint8_t>(byte), "\\", ret_line);
        text.remove_prefix(bytes.size());
    }
}

std::string printable(std::string_view text)
{
    std::string line;
    appendPrintable(text, line);
    return line;
}

} // namespace sysmon::view
