// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace sysmon {

/// What became of the records of one event type. May be read while the pipeline runs.
struct EventCounts {
    std::atomic<uint64_t> received{0}; ///< records that reached the pipeline
    std::atomic<uint64_t> included{0};
    std::atomic<uint64_t> excluded{0};
    std::atomic<uint64_t> invalid{0}; ///< records that could not be used
    std::atomic<uint64_t> lost{0};    ///< before they reached the pipeline
};

class EventCounters {
public:
    /// Counts of a schema event; every other type (pseudo-events, garbage) shares one.
    EventCounts& of(uint16_t eventType)
    {
        return eventType < schemaEvents_.size() ? schemaEvents_[eventType] : others_;
    }
    const EventCounts& of(uint16_t eventType) const
    {
        return const_cast<EventCounters*>(this)->of(eventType);
    }

private:
    std::array<EventCounts, 256> schemaEvents_;
    EventCounts others_;
};

} // namespace sysmon
