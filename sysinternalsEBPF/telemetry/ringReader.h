// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"
#include "recordOrder.h"
#include "recordQueue.h"
#include "recordSource.h"
#include "typeCounts.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace sysinternals {

/// Drains the kernel's rings on a thread of its own into a queue, so that a slow consumer never
/// makes them overflow.
///
/// It sleeps until the kernel wakes it, lets records gather for a moment, and sleeps again when
/// nothing came any more. Urgent records go on at once.
class RingReader final : RecordTaker {
public:
    /// `lostMap` is the descriptor of the object's map telemetryLost; it and the queue must outlive
    /// the reader.
    RingReader(std::unique_ptr<RecordSource> source, int lostMap, RecordQueue& queue);
    ~RingReader();

    /// Collects what was sent until now and ends the thread. Call it when nothing sends any more.
    void stop();

    size_t ringCount() const { return source_->ringCount(); }
    size_t ringBytes() const { return source_->ringBytes(); }

private:
    void takeRecord(const void* bytes, size_t size) override;
    void takeLost(uint64_t count) override { queue_.countLost(0, count); }

    void run();
    void wait();
    void rest() const;
    bool pass(bool last);
    void gather(uint64_t now, bool complete);

    TypeCounts lost_;
    RecordQueue& queue_;
    const std::unique_ptr<RecordSource> source_;
    FileDescriptor stopEvent_;
    FileDescriptor wakeUps_; ///< epoll of the source and of stopEvent_
    RecordOrder order_;
    std::vector<Record> released_;
    bool anyCame_ = false;       ///< in the present pass
    uint64_t urgentNs_ = 0;      ///< of the last urgent record of the present pass; 0: none
    uint64_t watermarkNs_ = 0;   ///< all records before it have gone on
    uint64_t gatherUntilNs_ = 0; ///< 0: sleeping until the kernel wakes it
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

} // namespace sysinternals
