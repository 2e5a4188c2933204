// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace sysinternals {

/// Collects what libbpf prints while it lives: the only place where it says which program the
/// kernel refused, and why. Nothing reaches stderr. One at a time in each thread.
class LibbpfLog {
public:
    LibbpfLog();
    ~LibbpfLog();
    LibbpfLog(const LibbpfLog&) = delete;
    LibbpfLog& operator=(const LibbpfLog&) = delete;

    /// The program that failed to load, or "" if it was something else.
    std::string failedProgram() const;
    /// The verifier's last words about it, or libbpf's last line.
    std::string reason() const;

    void append(const std::string& text) { text_ += text; }

private:
    std::string text_;
};

} // namespace sysinternals
