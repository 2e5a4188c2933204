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

/// What processes send that start programs, make, rename and remove files and send datagrams.
class Recording {
public:
    /// Does all that and records it. Needs root; throws std::exception.
    Recording();

    /// The next record. After the last one the first comes again, as if the same had been done
    /// once more by other processes and later.
    const SYSMON_EVENT_HEADER* next();
    /// Only those of one type; of files those whose path is looked up by us, or the others.
    void keepOnly(uint16_t eventType, bool looksUp);
    size_t size() const { return records_.size(); }

    std::vector<RecordWords>& records() { return records_; }

private:
    /// A process id and when it started.
    using Process = std::pair<uint32_t, uint64_t>;

    void keepOurs(const std::vector<std::vector<std::byte>>& all, uint32_t runner);
    void startNextRound();
    void move(SYSMON_PROCESS_KEY& process, uint64_t roundNs) const;

    std::vector<RecordWords> records_; ///< of the current round
    std::set<Process> ours_;           ///< processes that began during the current round
    uint64_t roundNs_ = 0;
    size_t next_ = 0;
};

} // namespace sysmon::test
