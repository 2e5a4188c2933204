// SPDX-License-Identifier: MIT
//
// What all forms of a line have in common: text that stays valid whatever it holds, and fields that
// give way when a line would be too long.
//
// Bytes that are not UTF-8 and characters that XML does not allow become \xHH in every form; a
// backslash that would begin such a group by itself becomes \x5c, so that the bytes can be told
// from the text.
#pragma once

#include "event.h"
#include "utf.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon {

inline constexpr std::string_view ellipsis = "...";

/// Whether a byte stands for itself. `special`: the printable characters that do not; the backslash
/// never does.
constexpr std::array<bool, 256> plainBytesBut(std::string_view special)
{
    std::array<bool, 256> plain{};
    for (size_t byte = 0x20; byte < 0x7f; ++byte)
        plain[byte] = byte != '\\';
    for (const char c : special)
        plain[static_cast<uint8_t>(c)] = false;
    return plain;
}

/// Whether `text` begins like \xHH.
inline bool looksEscaped(std::string_view text)
{
    const auto isHex = [](char c) {
        return (c >= '0' && c <= '9') || (foldAscii(c) >= 'a' && foldAscii(c) <= 'f');
    };
    return text.size() >= 4 && text[0] == '\\' && text[1] == 'x' && isHex(text[2]) &&
           isHex(text[3]);
}

/// Appends \xHH; `backslash`: how the form writes one.
inline void appendByte(uint8_t byte, std::string_view backslash, std::string& ret_line)
{
    constexpr std::string_view digits = "0123456789abcdef";
    ret_line.append(backslash).append(1, 'x');
    ret_line.append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
}

/// Appends `text`. If that takes more than `limit` bytes it is cut between characters and ends in
/// "..." (`limit` must be at least 3). Form has
///     plain            which bytes stand for themselves
///     backslash        how it is written
///     replacement(c)   for an ASCII character that is not plain; empty: none, so it becomes \xHH
template <typename Form>
class TextAppender {
public:
    TextAppender(std::string& ret_line, size_t limit)
        : line_(ret_line), begin_(ret_line.size()), limit_(limit)
    {
    }

    void append(std::string_view text)
    {
        const size_t latestCut = limit_ - ellipsis.size();
        size_t cut = 0; // the last place between two characters where "..." still fits
        while (!text.empty()) {
            const size_t plain = plainPrefix(text);
            const size_t plainBegin = used();
            line_ += text.substr(0, plain);
            text.remove_prefix(plain);
            if (plainBegin <= latestCut) cut = std::min(used(), latestCut);
            if (!text.empty()) text.remove_prefix(appendSpecial(text));
            if (used() > limit_) {
                line_.resize(begin_ + cut);
                line_ += ellipsis;
                return;
            }
        }
    }

private:
    size_t used() const { return line_.size() - begin_; }

    static size_t plainPrefix(std::string_view text)
    {
        size_t size = 0;
        while (size < text.size() && Form::plain[static_cast<uint8_t>(text[size])])
            ++size;
        return size;
    }

    static bool isAllowed(const Utf8Character& character)
    {
        return character.valid && character.codePoint >= 0x20 && character.codePoint != 0xfffe &&
               character.codePoint != 0xffff;
    }

    /// Appends the first character, which is not plain, and tells how many bytes it had.
    size_t appendSpecial(std::string_view text)
    {
        if (text[0] == '\\') {
            if (looksEscaped(text))
                appendByte('\\', Form::backslash, line_);
            else
                line_ += Form::backslash;
            return 1;
        }
        if (const std::string_view replacement = Form::replacement(text[0]); !replacement.empty()) {
            line_ += replacement;
            return 1;
        }
        const Utf8Character character = firstCharacter(text);
        const std::string_view bytes = text.substr(0, character.size);
        if (isAllowed(character))
            line_ += bytes;
        else
            for (const char byte : bytes)
                appendByte(static_cast<uint8_t>(byte), Form::backslash, line_);
        return bytes.size();
    }

    std::string& line_;
    size_t begin_;
    size_t limit_;
};

inline void appendNumber(uint64_t number, std::string& ret_line)
{
    char digits[20];
    ret_line.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
}

/// How long each field may be in the line, and how long it came out.
struct FieldExtent {
    size_t limit = SIZE_MAX;
    size_t size = 0;
};

using FieldExtents = std::array<FieldExtent, Event::maxFields>;

/// Decides which fields give way so that the line gets `excess` bytes shorter: command lines first,
/// the parent's before the process's own.
void makeRoom(const SchemaEvent& schema, size_t excess, FieldExtents& extents);

/// Writes a line of at most `most` bytes: its head, which is `ret_line` now, and the fields, which
/// `appendFields(extents)` appends.
template <typename AppendFields>
void appendWithin(size_t most, const SchemaEvent& schema, std::string& ret_line,
                  AppendFields appendFields)
{
    const size_t head = ret_line.size();
    FieldExtents extents;
    appendFields(extents);
    if (ret_line.size() <= most) return;
    makeRoom(schema, ret_line.size() - most, extents);
    ret_line.resize(head);
    appendFields(extents);
}

} // namespace sysmon
