// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace sysinternals {

/// What /proc says about a process or thread: facts that offsets are found and checked by.
struct ProcFacts {
    std::string comm;
    uint64_t flags = 0;      ///< PF_...
    uint64_t startTicks = 0; ///< since boot
    uint64_t threads = 0;
    uint64_t parent = 0;
    uint64_t startCode = 0;
    uint64_t endCode = 0;
    uint64_t argStart = 0;
    uint64_t argEnd = 0;
    uint64_t envStart = 0;
    uint64_t envEnd = 0;
    uint64_t descriptors = 0;          ///< FDSize: what the descriptor table has room for
    std::optional<uint32_t> loginUser; ///< none: a kernel without CONFIG_AUDIT
    std::optional<uint32_t> auditSession;
};

/// `process` is a folder of /proc: "self", "123", "123/task/124". Throws Failure if it cannot be
/// read.
ProcFacts readProcFacts(const std::string& process);

/// Nanoseconds of one tick of ProcFacts::startTicks.
uint64_t nsPerTick();

} // namespace sysinternals
