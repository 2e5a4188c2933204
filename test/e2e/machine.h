// SPDX-License-Identifier: MIT
//
// What a test must know of the machine that the daemon ran on.
#pragma once

#include "processFacts.h"

#include <cstdint>
#include <functional>
#include <string>

namespace sysmon::e2e {

struct Machine {
    uint32_t machineId = 0;   ///< first 4 bytes, the first one on top
    uint64_t bootSeconds = 0; ///< since 1970
    std::string computer;
    /// Account name of a user; without one the decimal id.
    std::function<std::string(uint32_t)> userName;
    /// Lower-case SHA-256 of a file; empty if there is none of that name.
    std::function<std::string(const std::string&)> sha256;

    /// By design decision 8, worked out anew: a mistake that both sides shared would not be seen.
    std::string processGuid(const ProcessFacts& process) const;
    std::string logonGuid(uint32_t loginUserId, uint32_t sessionId) const;
};

/// This one.
Machine localMachine();

} // namespace sysmon::e2e
