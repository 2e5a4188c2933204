// SPDX-License-Identifier: MIT
//
// Losses are reported in the event stream, but not so often that the reports cause more.
#pragma once

#include "eventCounters.h"

#include <cstdint>
#include <map>
#include <string>

namespace sysmon {

/// Collects what went wrong until it is time to report it. Not for use by several threads at once.
class LossReport {
public:
    static constexpr uint64_t intervalNs = 30'000'000'000;

    void lost(LossPlace place, uint16_t eventType, uint64_t count)
    {
        (place == LossPlace::Ring ? lostAtRing_ : lostAtQueue_)[eventType] += count;
    }
    void invalid(uint16_t eventType, const char* fault);
    /// By the output.
    void dropped(uint16_t eventType, uint64_t count) { dropped_[eventType] += count; }
    void skipped(uint64_t runs) { skipped_ += runs; }

    /// Something is to be reported, and the last report is long enough ago.
    bool due(uint64_t nowNs) const;
    /// Something is to be reported.
    bool pending() const;

    /// One sentence per kind with the counts by event type. Starts the next interval.
    std::string take(uint64_t nowNs);

private:
    using Counts = std::map<uint16_t, uint64_t>;

    Counts lostAtRing_;
    Counts lostAtQueue_;
    Counts invalid_;
    Counts dropped_;
    const char* lastFault_ = nullptr;
    uint64_t skipped_ = 0;
    uint64_t lastNs_ = 0;
    bool told_ = false;
};

} // namespace sysmon
