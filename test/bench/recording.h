// SPDX-License-Identifier: MIT
//
// Records of this kernel, played as often as one likes: what a busy machine sends, without the
// machine.
#pragma once

#include "ioctlcmd.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace sysmon::test {

/// One record, aligned.
using RecordWords = std::vector<uint64_t>;

inline SYSMON_EVENT_HEADER& headerOf(RecordWords& record)
{
    return *reinterpret_cast<SYSMON_EVENT_HEADER*>(record.data());
}

/// What is done while it is recorded.
struct RecordedWork {
    int programs = 20;
    int filesPerProgram = 15;
};

/// What processes send that start programs, make, rename and remove files and send datagrams.
class Recording {
public:
    /// How much later each record is than the one before it: the same on every machine, however
    /// long the work took there.
    static constexpr uint64_t paceNs = 40'000;

    /// Does all that and records it. Needs root; throws std::exception.
    explicit Recording(const RecordedWork& work = {});

    /// The next record. After the last one the first comes again, as if the same had been done
    /// once more by other processes and later.
    const SYSMON_EVENT_HEADER* next();
    /// A process id that no record has had so far, nor any process of a real machine.
    uint32_t unusedProcessId() { return nextProcessId_++; }
    /// Only those of one type; of files those whose path is looked up by us, or the others.
    void keepOnly(uint16_t eventType, bool looksUp);
    size_t size() const { return records_.size(); }

    std::vector<RecordWords>& records() { return records_; }

private:
    /// A process id and when it started.
    using Process = std::pair<uint32_t, uint64_t>;

    void keepOurs(const std::vector<std::vector<std::byte>>& all, uint32_t runner);
    void startNextRound();

    std::vector<RecordWords> records_; ///< of the current round
    std::set<Process> ours_;           ///< processes that began during the current round
    uint64_t timeNs_ = 0;              ///< of the next record
    uint32_t nextProcessId_ = 1 << 22; ///< the kernel's PID_MAX_LIMIT
    size_t next_ = 0;
};

} // namespace sysmon::test
