// SPDX-License-Identifier: MIT
//
// How a program ends when something went wrong: the one place where errors become messages and exit
// statuses.
#pragma once

#include "error.h"

#include <exception>
#include <iosfwd>
#include <string_view>

namespace sysmon {

/// Scripts and the unit's RestartPreventExitStatus= rely on these numbers.
[[nodiscard]] int exitStatus(ErrorKind kind) noexcept;

struct ProgramTexts {
    std::string_view name;      ///< in front of messages
    std::string_view usageHint; ///< a line that follows what is wrong with the command line
};

/// For main()'s only catch: writes why the program ends to `messages` and returns its exit status.
/// What is not an Error (memory, threads) counts as one of the environment.
[[nodiscard]] int reportFailure(const std::exception& failure, const ProgramTexts& program,
                                std::ostream& messages);

} // namespace sysmon
