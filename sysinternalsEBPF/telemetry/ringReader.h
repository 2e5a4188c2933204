// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"
#include "recordOrder.h"
#include "recordQueue.h"

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace sysinternals {

/// Drains the perf rings on a thread of its own into a queue, so that a slow consumer never makes
/// the rings overflow.
class RingReader {
public:
    /// `eventsMap` and `lostMap` are descriptors of the object's maps telemetryEvents and
    /// telemetryLost; they and the queue must outlive the reader.
    RingReader(int eventsMap, int lostMap, RecordQueue& queue);
    ~RingReader();

    /// Collects what was sent until now and ends the thread. Call it when nothing sends any more.
    void stop();

    /// One per processor that is there.
    size_t ringCount() const { return perf_buffer__buffer_cnt(rings_.get()); }
    static size_t ringBytes();

private:
    static enum bpf_perf_event_ret onPerfEvent(void* context, int cpu, perf_event_header* event);
    void openRings(int eventsMap);
    void run();
    void pass(bool last);
    void takeRecord(const void* bytes, size_t size);
    void countLosses();
    uint64_t readLost(uint32_t type);

    const int lostMap_;
    RecordQueue& queue_;
    PerfBuffer rings_;
    RecordOrder order_;
    std::vector<Record> released_;
    std::vector<uint64_t> lostPerCpu_;
    std::vector<uint64_t> lostSoFar_; ///< by type; [0] is the total
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

} // namespace sysinternals
