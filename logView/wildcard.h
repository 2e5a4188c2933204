// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sysmon::view {

/// A pattern for whole texts: '*' is anything, '?' one character, all else itself in any case (A-Z
/// only, as in rules). "\*", "\?" and "\\" are the characters themselves; any other backslash is
/// one.
class Wildcard {
public:
    explicit Wildcard(std::string_view pattern);

    bool matches(std::string_view text) const;

private:
    struct Token {
        enum Kind : char { Byte, AnyCharacter, Anything } kind;
        char byte = 0;
    };

    std::vector<Token> tokens_;
};

} // namespace sysmon::view
