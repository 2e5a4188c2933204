// SPDX-License-Identifier: MIT
#include "xmlText.h"

#include <cctype>
#include <cstdint>
#include <cstdio>

namespace sysmon::e2e {

namespace {

struct Range {
    uint32_t first;
    uint32_t last;
};

/// Char of XML 1.0, fifth edition, section 2.2.
constexpr Range allowedCharacters[] = {
    {0x9, 0xa}, {0xd, 0xd}, {0x20, 0xd7ff}, {0xe000, 0xfffd}, {0x10000, 0x10ffff}};

bool isAllowed(uint32_t codePoint)
{
    for (const Range& range : allowedCharacters)
        if (codePoint >= range.first && codePoint <= range.last) return true;
    return false;
}

/// Bytes of the UTF-8 sequence that `lead` begins, by RFC 3629; 0: none.
size_t sequenceSize(uint8_t lead)
{
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    if (lead >= 0xf0 && lead <= 0xf4) return 4;
    return 0;
}

unsigned char byteAt(std::string_view bytes, size_t index)
{
    return static_cast<unsigned char>(bytes[index]);
}

/// Size of the character that `bytes` begin with, if it may stand in XML; else 0.
size_t allowedCharacterSize(std::string_view bytes)
{
    constexpr uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const auto lead = static_cast<uint8_t>(bytes[0]);
    const size_t size = sequenceSize(lead);
    if (size == 0 || size > bytes.size()) return 0;
    uint32_t codePoint = size == 1 ? lead : lead & (0x7f >> size);
    for (size_t i = 1; i < size; ++i) {
        const auto byte = static_cast<uint8_t>(bytes[i]);
        if ((byte & 0xc0) != 0x80) return 0;
        codePoint = codePoint << 6 | (byte & 0x3f);
    }
    return codePoint >= smallest[size] && isAllowed(codePoint) ? size : 0;
}

/// Text that would read as a byte: \xHH.
bool looksEscaped(std::string_view bytes)
{
    return bytes.size() >= 4 && bytes.starts_with("\\x") && std::isxdigit(byteAt(bytes, 2)) &&
           std::isxdigit(byteAt(bytes, 3));
}

} // namespace

std::string expectedText(std::string_view bytes)
{
    if (bytes.empty()) return "-";
    std::string text;
    while (!bytes.empty()) {
        const size_t size = looksEscaped(bytes) ? 0 : allowedCharacterSize(bytes);
        if (size > 0) {
            text += bytes.substr(0, size);
        } else {
            char escape[5];
            snprintf(escape, sizeof(escape), "\\x%02x", static_cast<uint8_t>(bytes[0]));
            text += escape;
        }
        bytes.remove_prefix(size > 0 ? size : 1);
    }
    return text;
}

size_t escapedSize(std::string_view text)
{
    size_t size = text.size();
    for (const char character : text) {
        if (character == '&' || character == '\n' || character == '\r') size += 4;
        if (character == '<' || character == '>' || character == '\t') size += 3;
        if (character == '\x7f') size += 5;
    }
    return size;
}

} // namespace sysmon::e2e
