// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace sysmon {

/// Counts up. One thread at a time may add, so that it needs no locked instruction; any may read.
class Counter {
public:
    void add(uint64_t count = 1) noexcept
    {
        value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    }
    operator uint64_t() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<uint64_t> value_{0};
};

/// Where records and events are lost.
enum class LossPlace {
    Ring,  ///< between the kernel's programs and the reader
    Queue, ///< between the reader and the pipeline
};

/// What became of the records of one event type. received = included + excluded + invalid, and the
/// events that still wait for a field.
struct EventCounts {
    Counter received; ///< records that reached the pipeline
    Counter included; ///< handed to the output
    Counter excluded; ///< by rules, or because they are not events (a flow reported before)
    Counter invalid;  ///< records that could not be decoded
    Counter merged;   ///< not received: another record tells the same
    Counter lostAtRing;
    Counter lostAtQueue;

    Counter& lostAt(LossPlace place) { return place == LossPlace::Ring ? lostAtRing : lostAtQueue; }
};

/// One T for each schema event; every other type (pseudo-events, garbage) shares one.
template <typename T>
class ByEventType {
public:
    static constexpr size_t others = 256;

    T& of(uint16_t eventType) noexcept { return all_[eventType < others ? eventType : others]; }
    const T& of(uint16_t eventType) const noexcept
    {
        return all_[eventType < others ? eventType : others];
    }

private:
    std::array<T, others + 1> all_{};
};

using EventCounters = ByEventType<EventCounts>;

} // namespace sysmon
