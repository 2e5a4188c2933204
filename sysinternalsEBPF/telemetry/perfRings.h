// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"
#include "processors.h"
#include "recordSource.h"

#include <linux/perf_event.h>
#include <map>
#include <memory>

namespace sysinternals {

/// A perf ring per processor, for kernels without the ring buffer.
///
/// The kernel gives up the ring of a processor that goes offline, so one that is back gets a new
/// one. What it sends before that is noticed is lost, and counted. A processor may go and come
/// between two looks at the list (suspend), so now and then each ring is asked whether it lives.
class PerfRings final : public RecordSource {
public:
    /// The descriptors of the object's maps telemetryEvents and telemetryKicks, which must outlive
    /// this.
    PerfRings(int eventsMap, int kicksMap);

    int descriptor() const override { return wakeUps_.get(); }
    bool drain(RecordTaker& taker) override;
    bool needsRoom() const override { return false; }
    bool giveBack() override { return false; } // libbpf did
    int idleTimeoutMs() const override;
    size_t ringCount() const override { return rings_.size(); }
    size_t ringBytes() const override { return ringBytes_; }

private:
    struct Ring {
        PerfBuffer records;
        PerfBuffer kicks; ///< wakes the reader at once; what it holds says nothing
    };

    static enum bpf_perf_event_ret onPerfEvent(void* context, int cpu, perf_event_header* event);
    bool isTimeToCheck();
    void replaceRings(RecordTaker& taker);
    void openRings();
    Ring openRing(int processor);
    PerfBuffer openBuffer(int map, size_t bytes, uint32_t recordsPerWakeUp, int processor);
    void drainRing(const Ring& ring, RecordTaker* taker);

    const int eventsMap_;
    const int kicksMap_;
    ProcessorList online_;
    const size_t ringBytes_;
    FileDescriptor wakeUps_;       ///< epoll of all rings
    std::map<int, Ring> rings_;    ///< by processor
    RecordTaker* taker_ = nullptr; ///< while draining
    uint64_t nextCheckNs_ = 0;     ///< CLOCK_BOOTTIME, which goes on during a suspend
};

} // namespace sysinternals
