// SPDX-License-Identifier: MIT
//
// Which process a number meant when it was noted: numbers are given out again.
#pragma once

#include "linuxHelpers.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace sysmon {

struct ProcessIdentity {
    pid_t id = 0;
    uint64_t startTicks = 0; ///< since boot, as /proc/PID/stat has it

    /// "ID TICKS", and back; nothing if it is no such text.
    std::string text() const;
    static std::optional<ProcessIdentity> parse(std::string_view text);
};

/// Nothing if there is no such process (any more).
std::optional<ProcessIdentity> identityOf(pid_t id);

/// A process that is signalled only if it is still the same.
class ProcessHandle {
public:
    /// Nothing if it has ended.
    static std::optional<ProcessHandle> find(const ProcessIdentity& identity);

    /// False, with errno, if that is not possible. A process that has ended is not a failure.
    [[nodiscard]] bool signal(int number) const;
    /// Whether it ended within that time.
    [[nodiscard]] bool waitEnd(std::chrono::milliseconds time) const;

private:
    ProcessHandle(ProcessIdentity identity, UniqueFd handle)
        : identity_(identity), handle_(std::move(handle))
    {
    }
    bool runs() const;

    ProcessIdentity identity_;
    UniqueFd handle_; ///< a pidfd; none before Linux 5.3
};

} // namespace sysmon
