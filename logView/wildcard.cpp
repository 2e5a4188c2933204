// SPDX-License-Identifier: MIT
#include "wildcard.h"

#include "utf.h"

namespace sysmon::view {

Wildcard::Wildcard(std::string_view pattern)
{
    constexpr std::string_view special = "*?\\";
    for (size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '*') {
            tokens_.push_back({Token::Anything});
        } else if (pattern[i] == '?') {
            tokens_.push_back({Token::AnyCharacter});
        } else {
            const bool escapes = pattern[i] == '\\' && i + 1 < pattern.size() &&
                                 special.find(pattern[i + 1]) != special.npos;
            if (escapes) ++i;
            tokens_.push_back({Token::Byte, foldAscii(pattern[i])});
        }
    }
}

bool Wildcard::matches(std::string_view text) const
{
    // Where the last '*' stands and how much of the text it takes: a mismatch lets it take one
    // byte more. Earlier ones never have to, so this is at most pattern times text.
    size_t token = 0, at = 0;
    size_t star = tokens_.size(), starEnd = 0;
    while (at < text.size() || token < tokens_.size()) {
        const Token* const wanted = token < tokens_.size() ? &tokens_[token] : nullptr;
        if (wanted && wanted->kind == Token::Anything) {
            star = token++;
            starEnd = at;
        } else if (wanted && at < text.size() && wanted->kind == Token::AnyCharacter) {
            at += firstCharacter(text.substr(at)).size;
            ++token;
        } else if (wanted && at < text.size() && wanted->byte == foldAscii(text[at])) {
            ++at;
            ++token;
        } else {
            if (star == tokens_.size() || starEnd == text.size()) return false;
            at = ++starEnd;
            token = star + 1;
        }
    }
    return true;
}

} // namespace sysmon::view
