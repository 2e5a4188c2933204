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
    /// `source` is what messages call the configuration.
    explicit Problems(std::string source) : source_(std::move(source)) {}

    /// One "SOURCE:LINE: ELEMENT: REASON". Line 0 and an empty element are left out.
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
    std::vector<Problem> found_;
    size_t beyondLimit_ = 0;
};

} // namespace sysmon
