// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// What is wrong with a configuration, or worth a warning: gathered, so that a user sees all of it
/// at once.
class Problems {
public:
    /// `source` is what messages call the configuration; `kind`, e.g. "warning", may be empty.
    explicit Problems(std::string source, std::string kind = "")
        : source_(std::move(source)), kind_(std::move(kind))
    {
    }

    /// One "SOURCE:LINE: KIND: ELEMENT: REASON". Line 0 and what is empty are left out.
    void add(int line, std::string_view element, std::string_view reason);

    bool empty() const { return found_.empty(); }

    /// Whether further ones are only counted: no need to word them.
    bool full() const;

    /// In the order of lines. A hostile file can have millions: what is beyond the first thousand
    /// is only counted, in a last line.
    std::vector<std::string> lines() const;

    /// lines(), one below the other.
    std::string text() const;

private:
    struct Problem {
        int line;
        std::string text;
    };

    std::string source_;
    std::string kind_;
    std::vector<Problem> found_;
    size_t beyondLimit_ = 0;
};

} // namespace sysmon
