// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace sysmon::e2e {

/// One process as /proc showed it (actors/support/facts.h). Strings may hold any byte.
struct ProcessFacts {
    uint32_t processId = 0;
    uint64_t startTicks = 0;
    uint64_t endCode = 0;
    uint64_t argStart = 0;
    uint32_t userId = 0; ///< effective
    uint32_t realUserId = 0;
    uint32_t loginUserId = 0; ///< 4294967295: unset
    uint32_t sessionId = 0;
    std::string image;
    std::string currentDirectory;
    std::string commandLine;
    std::string program; ///< a file with the image's bytes where its own name leads to none
};

/// Of a process that lives.
ProcessFacts readProcessFacts(pid_t processId);

} // namespace sysmon::e2e
