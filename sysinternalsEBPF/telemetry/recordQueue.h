// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"
#include "libsysinternalsEBPF.h"
#include "telemetryRecord.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace sysinternals {

/// A record that a BPF program sent, in memory of its own.
class Record {
public:
    /// Copies `size` bytes, at least those of struct telemetryRecord.
    Record(const void* bytes, size_t size);
    const telemetryRecord* operator->() const { return get(); }
    const telemetryRecord* get() const
    {
        return reinterpret_cast<const telemetryRecord*>(bytes_.get());
    }

private:
    std::unique_ptr<std::byte[]> bytes_;
};

struct LostRecords {
    telemetryLossPlace place;
    uint32_t type;
    uint64_t count;
};

/// Between the reader thread, which must never wait, and telemetryRun(), which may take its time: a
/// queue of bounded memory. What does not fit is counted under its type.
class RecordQueue {
public:
    explicit RecordQueue(size_t limitBytes);

    /// Takes the records in their order, as far as they fit.
    void push(std::span<Record> records);
    /// Records that a ring had no room for.
    void countLost(uint32_t type, uint64_t count);
    /// Wakes the waiting thread; async-signal-safe.
    void wake();

    struct Batch {
        std::vector<Record> records;
        std::vector<LostRecords> lost;
    };
    /// Waits until there is something, wake() was called or the time is over; then takes all.
    /// `ret_batch` is emptied first and keeps its memory.
    void take(Batch& ret_batch, int timeoutMs);

    struct Depth {
        size_t records;
        size_t bytes;
        size_t mostBytes; ///< so far
        size_t limitBytes;
    };
    /// From any thread.
    Depth depth();

private:
    using Counts = std::array<uint64_t, TELEMETRY_MAX_TYPES>;
    void takeLost(telemetryLossPlace place, Counts& counts, std::vector<LostRecords>& ret_lost);

    const size_t limitBytes_;
    FileDescriptor wakeUp_; ///< eventfd
    std::mutex mutex_;
    std::vector<Record> records_;
    size_t bytes_ = 0;
    size_t mostBytes_ = 0;
    Counts lostAtRing_{};
    Counts lostHere_{};
    bool hasLost_ = false;
};

} // namespace sysinternals
