// SPDX-License-Identifier: MIT
#include "encoding.h"

#include "error.h"
#include "utf.h"

#include <algorithm>

namespace sysmon {

namespace {

struct Encoding {
    const char* name;
    std::string_view mark;
    size_t unitSize; ///< bytes; 1: not converted here
    bool bigEndian;
    bool isUtf8;
};

constexpr Encoding utf8Marked{"UTF-8", "\xef\xbb\xbf", 1, false, true};
constexpr Encoding utf32Little{"UTF-32LE", {"\xff\xfe\0\0", 4}, 4, false, false};
constexpr Encoding utf32Big{"UTF-32BE", {"\0\0\xfe\xff", 4}, 4, true, false};
constexpr Encoding utf16Little{"UTF-16LE", "\xff\xfe", 2, false, false};
constexpr Encoding utf16Big{"UTF-16BE", "\xfe\xff", 2, true, false};
constexpr Encoding bytewise{"", "", 1, false, false};

/// The first character, white space or '<', is ASCII: its zero bytes give width and order away.
Encoding guessEncoding(std::string_view bytes)
{
    if (bytes.size() < 2 || (bytes[0] != 0 && bytes[1] != 0)) return bytewise;
    const bool wide = bytes.size() >= 4 && (bytes[0] != 0 ? bytes[2] == 0 && bytes[3] == 0
                                                          : bytes[1] == 0 && bytes[2] == 0);
    if (bytes[0] != 0) return wide ? utf32Little : utf16Little;
    return wide ? utf32Big : utf16Big;
}

Encoding findEncoding(std::string_view& bytes)
{
    // UTF-16LE's mark starts UTF-32LE's, so that comes first.
    for (const Encoding& encoding : {utf8Marked, utf32Little, utf32Big, utf16Little, utf16Big}) {
        if (!bytes.starts_with(encoding.mark)) continue;
        bytes.remove_prefix(encoding.mark.size());
        return encoding;
    }
    return guessEncoding(bytes);
}

uint32_t unitAt(std::string_view bytes, size_t at, const Encoding& encoding)
{
    uint32_t unit = 0;
    for (size_t i = 0; i < encoding.unitSize; i++) {
        const size_t index = encoding.bigEndian ? i : encoding.unitSize - 1 - i;
        unit = unit << 8 | static_cast<uint8_t>(bytes[at + index]);
    }
    return unit;
}

std::string convert(std::string_view bytes, const Encoding& encoding)
{
    const auto refuse = [&](size_t at) {
        throw ConfigurationError(std::string("not valid ") + encoding.name + " at byte " +
                                 std::to_string(at) + " after the byte order mark");
    };
    if (bytes.size() % encoding.unitSize != 0) refuse(bytes.size());
    std::u16string units;
    units.reserve(bytes.size() / encoding.unitSize);
    for (size_t at = 0; at < bytes.size(); at += encoding.unitSize) {
        const uint32_t unit = unitAt(bytes, at, encoding);
        if (unit > 0x10ffff) refuse(at);
        appendUtf16(units, unit);
    }
    return toUtf8(units);
}

} // namespace

ConfigurationText decodeConfiguration(std::string_view bytes)
{
    const Encoding encoding = findEncoding(bytes);
    std::string text = encoding.unitSize > 1 ? convert(bytes, encoding) : std::string(bytes);
    const size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    const auto lines = std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(start), '\n');
    text.erase(0, start);
    return {.text = std::move(text),
            .isUtf8 = encoding.unitSize > 1 || encoding.isUtf8,
            .skippedLines = static_cast<int>(lines)};
}

} // namespace sysmon
