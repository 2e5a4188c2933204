// SPDX-License-Identifier: MIT
//
// Reads a line from left to right where each byte is either known or text up to the next '<' or
// '"'.
#pragma once

#include <string>
#include <string_view>

namespace sysmon::e2e {

class LineCursor {
public:
    explicit LineCursor(std::string_view line) : line_(line) {}

    /// Goes past `literal`, or throws LineError.
    void expect(std::string_view literal);
    bool isAt(std::string_view literal) const { return line_.substr(at_).starts_with(literal); }
    /// The text up to `end`, which stays; unescaped. Throws LineError if it is escaped wrongly.
    std::string text(char end);
    void expectEnd();

    [[noreturn]] void fail(const std::string& problem) const;

private:
    std::string_view line_;
    size_t at_ = 0;
};

/// `text` with the references &amp; &lt; &gt; &quot; &apos; &#9; &#10; &#13; replaced. False if it
/// holds anything that had to be escaped, or another reference.
bool unescape(std::string_view text, std::string& ret_text);

} // namespace sysmon::e2e
