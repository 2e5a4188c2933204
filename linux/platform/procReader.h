// SPDX-License-Identifier: MIT
//
// Processes as /proc tells them. A process chooses its own name and command line: neither is
// trusted to look as usual.
#pragma once

#include "platform.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// What /proc/PID/stat says of a process.
struct ProcStat {
    SYSMON_PROCESS_KEY key; ///< startTimeNs in whole clock ticks
    uint32_t parentId;      ///< 0: none
};

/// False if `text` is not what the kernel writes.
[[nodiscard]] bool parseProcStat(std::string_view text, ProcStat& ret_stat);

/// The effective uid of /proc/PID/status. False if it is not there.
[[nodiscard]] bool parseProcStatusUser(std::string_view text, uint32_t& ret_userId);

/// The arguments of /proc/PID/cmdline joined by a blank, in place.
void joinProcArguments(std::string& arguments);

class ProcReader {
public:
    explicit ProcReader(std::string root = "/proc") : root_(std::move(root)) {}

    /// As Platform::readProcess.
    [[nodiscard]] bool readProcess(uint32_t processId, ProcessFacts& ret_facts) const;
    /// As Platform::listProcesses.
    std::vector<ProcessFacts> listProcesses() const;

private:
    static void setParents(std::vector<ProcessFacts>& processes,
                           const std::vector<uint32_t>& parentIds);
    [[nodiscard]] bool read(uint32_t processId, ProcessFacts& ret_facts,
                            uint32_t& ret_parentId) const;

    std::string root_;
};

} // namespace sysmon
