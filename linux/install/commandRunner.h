// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace sysmon {

struct CommandResult {
    int status = 0; ///< exit status; 127: there is no such program; a signal: 128 and its number
    std::string output; ///< standard output and error
};

/// Runs a program of the system, found in the usual folders whatever PATH says, and waits for its
/// end. Throws EnvironmentError if that is not possible at all.
CommandResult runCommand(const std::vector<std::string>& words);

/// Whether the system has that program.
bool hasCommand(const std::string& name);

} // namespace sysmon
