// SPDX-License-Identifier: MIT
#include "utf.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sysmon {

namespace {

constexpr uint32_t replacement = 0xfffd;
constexpr uint32_t lastCodePoint = 0x10ffff;

struct Decoded {
    uint32_t codePoint;
    size_t length; ///< bytes taken
    bool strict;   ///< the only right way to write this code point
};

constexpr Decoded strayByte{replacement, 1, false};

bool isContinuation(char byte)
{
    return (static_cast<uint8_t>(byte) & 0xc0) == 0x80;
}

constexpr bool isHighSurrogate(uint32_t unit)
{
    return unit >= 0xd800 && unit < 0xdc00;
}

constexpr bool isLowSurrogate(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

constexpr uint32_t joinSurrogates(uint32_t high, uint32_t low)
{
    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/// Decodes what starts at `text[at]`, leniently as toUtf16() promises.
Decoded decodeAt(std::string_view text, size_t at)
{
    static constexpr uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const auto lead = static_cast<uint8_t>(text[at]);
    if (lead < 0x80) return {lead, 1, true};
    const size_t length = lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
    if (length == 0 || text.size() - at < length) return strayByte;
    uint32_t codePoint = lead & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (!isContinuation(text[at + i])) return strayByte;
        codePoint = codePoint << 6 | (static_cast<uint8_t>(text[at + i]) & 0x3f);
    }
    if (codePoint > lastCodePoint) return {replacement, length, false};
    const bool surrogate = isHighSurrogate(codePoint) || isLowSurrogate(codePoint);
    return {codePoint, length, codePoint >= smallest[length] && !surrogate};
}

void append(std::string& text, uint32_t codePoint)
{
    const auto tail = [&](int shift) {
        text += static_cast<char>(0x80 | (codePoint >> shift & 0x3f));
    };
    if (codePoint < 0x80) {
        text += static_cast<char>(codePoint);
    } else if (codePoint < 0x800) {
        text += static_cast<char>(0xc0 | codePoint >> 6);
        tail(0);
    } else if (codePoint < 0x10000) {
        text += static_cast<char>(0xe0 | codePoint >> 12);
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xf0 | codePoint >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

/// Hands out one UTF-16 code unit after the other, upper-cased.
class UpperUnits {
public:
    explicit UpperUnits(std::string_view text) : text_(text) {}

    /// The next unit, or -1 at the end, which sorts before every unit.
    int32_t next()
    {
        if (low_ != 0) return static_cast<int32_t>(std::exchange(low_, 0));
        if (at_ == text_.size()) return -1;
        const Decoded decoded = decodeAt(text_, at_);
        at_ += decoded.length;
        uint32_t unit = decoded.codePoint;
        if (unit >= 0x10000) {
            low_ = 0xdc00 + (unit & 0x3ff);
            unit = 0xd800 + ((unit - 0x10000) >> 10);
        }
        return static_cast<int32_t>(unit >= 'a' && unit <= 'z' ? unit - ('a' - 'A') : unit);
    }

private:
    std::string_view text_;
    size_t at_ = 0;
    uint32_t low_ = 0;
};

bool isAscii(std::u16string_view units)
{
    char16_t all = 0;
    for (const char16_t unit : units)
        all |= unit;
    return all < 0x80;
}

/// How many bytes at the start are ASCII, in whole words: nearly every field is so to its end.
size_t asciiPrefix(std::string_view text)
{
    size_t at = 0;
    for (; at + sizeof(uint64_t) <= text.size(); at += sizeof(uint64_t)) {
        uint64_t word;
        std::memcpy(&word, text.data() + at, sizeof(word));
        if (word & 0x8080808080808080u) break;
    }
    return at;
}

} // namespace

bool isUtf8(std::string_view text)
{
    for (size_t at = asciiPrefix(text); at < text.size();) {
        const Decoded decoded = decodeAt(text, at);
        if (!decoded.strict) return false;
        at += decoded.length;
    }
    return true;
}

Utf8Character firstCharacter(std::string_view text)
{
    const Decoded decoded = decodeAt(text, 0);
    if (!decoded.strict) return {0, 1, false};
    return {decoded.codePoint, static_cast<uint8_t>(decoded.length), true};
}

std::u16string toUtf16(std::string_view text)
{
    const size_t ascii = asciiPrefix(text);
    std::u16string units(text.begin(), text.begin() + ascii);
    units.reserve(text.size());
    for (size_t at = ascii; at < text.size();) {
        const Decoded decoded = decodeAt(text, at);
        at += decoded.length;
        appendUtf16(units, decoded.codePoint);
    }
    return units;
}

void appendUtf16(std::u16string& units, uint32_t codePoint)
{
    if (codePoint >= 0x10000) {
        units += static_cast<char16_t>(0xd800 + ((codePoint - 0x10000) >> 10));
        codePoint = 0xdc00 + (codePoint & 0x3ff);
    }
    units += static_cast<char16_t>(codePoint);
}

std::string toUtf8(std::u16string_view units)
{
    if (isAscii(units)) return {units.begin(), units.end()};
    std::string text;
    text.reserve(units.size());
    for (size_t i = 0; i < units.size(); i++) {
        uint32_t codePoint = units[i];
        if (isHighSurrogate(codePoint) && i + 1 < units.size() && isLowSurrogate(units[i + 1]))
            codePoint = joinSurrogates(codePoint, units[++i]);
        append(text, codePoint);
    }
    return text;
}

void repairUtf8(std::string_view text, std::string& repaired)
{
    repaired.clear();
    uint32_t high = 0; // a surrogate that waits for its other half
    for (size_t at = 0; at < text.size();) {
        const Decoded decoded = decodeAt(text, at);
        at += decoded.length;
        if (high != 0 && isLowSurrogate(decoded.codePoint)) {
            append(repaired, joinSurrogates(std::exchange(high, 0), decoded.codePoint));
            continue;
        }
        if (high != 0) append(repaired, std::exchange(high, 0));
        if (isHighSurrogate(decoded.codePoint))
            high = decoded.codePoint;
        else
            append(repaired, decoded.codePoint);
    }
    if (high != 0) append(repaired, high);
}

int compareUpper(std::string_view left, std::string_view right)
{
    UpperUnits leftUnits(left);
    UpperUnits rightUnits(right);
    while (true) {
        const int32_t leftUnit = leftUnits.next();
        const int32_t rightUnit = rightUnits.next();
        if (leftUnit != rightUnit) return leftUnit < rightUnit ? -1 : 1;
        if (leftUnit < 0) return 0;
    }
}

std::string foldAscii(std::string_view text)
{
    std::string folded(text);
    std::ranges::transform(folded, folded.begin(), [](char letter) { return foldAscii(letter); });
    return folded;
}

bool equalsFolded(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right,
                              [](char a, char b) { return foldAscii(a) == foldAscii(b); });
}

} // namespace sysmon
