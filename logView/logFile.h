// SPDX-License-Identifier: MIT
#pragma once

#include "linuxHelpers.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon::view {

/// A file that is read to its end, and on when it grows, is cut to nothing, or another one takes
/// its name.
class LogFile {
public:
    /// "-" is standard input. Throws EnvironmentError.
    explicit LogFile(std::string path);

    const std::string& name() const { return name_; }
    /// Whether there can be more behind the end.
    bool canGrow() const { return !isInput_; }

    /// The next piece; empty at the end, or when a signal came. Throws EnvironmentError.
    std::string_view read();

    /// At the end: true if the file begins anew, by its rotation. A name that nothing has at the
    /// moment is waited for. Log daemons write to the old file until they are told, so it is left
    /// only when nothing came for a while.
    bool renew();

private:
    bool cutToNothing();
    bool replaced();

    std::string path_;
    std::string name_;
    bool isInput_;
    UniqueFd file_;
    uint64_t at_ = 0;
    std::chrono::steady_clock::time_point lastRead_;
    std::array<char, 65'536> piece_;
};

} // namespace sysmon::view
