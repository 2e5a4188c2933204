// SPDX-License-Identifier: MIT
//
// Text in the two forms that rules need: blobs hold UTF-16, events and the matcher UTF-8.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon {

/// Whether `text` is UTF-8 to the letter: shortest forms, no surrogates, nothing above U+10FFFF.
bool isUtf8(std::string_view text);

/// The first character of a text.
struct Utf8Character {
    uint32_t codePoint; ///< only if valid
    uint8_t size;       ///< bytes; 1 for a byte that begins no valid character
    bool valid;         ///< as isUtf8() has it
};

/// `text` must not be empty.
Utf8Character firstCharacter(std::string_view text);

/// The UTF-16 code units that `text` stands for. Bytes that are not UTF-8 are read as rules have
/// always read them: overlong forms and encoded surrogates count as what they encode; any other
/// stray byte, and what is above U+10FFFF, is U+FFFD.
std::u16string toUtf16(std::string_view text);

/// Appends a code point up to U+10FFFF.
void appendUtf16(std::u16string& units, uint32_t codePoint);

/// The UTF-8 form of code units; a surrogate without its other half is encoded like any other
/// code point.
std::string toUtf8(std::u16string_view units);

/// Sets `repaired` to toUtf8(toUtf16(text)); allocates only when `repaired` has to grow.
void repairUtf8(std::string_view text, std::string& repaired);

/// Orders `left` and `right`, both as repairUtf8() leaves them, by UTF-16 code units after A-Z took
/// the place of a-z: negative, 0 or positive. UTF-8 byte order differs from it above U+FFFF.
int compareUpper(std::string_view left, std::string_view right);

/// `letter` with A-Z made small: all the folding there is.
constexpr char foldAscii(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

/// `text` with A-Z made small.
std::string foldAscii(std::string_view text);

/// Whether both are the same but for the case of A-Z.
bool equalsFolded(std::string_view left, std::string_view right);

} // namespace sysmon
