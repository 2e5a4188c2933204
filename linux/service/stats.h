// SPDX-License-Identifier: MIT
//
// How the daemon is doing, at one moment: what `sysmon -stats` shows.
#pragma once

#include "cacheStats.h"
#include "sink.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sysmon {

/// Of one event type. received = included + excluded + invalid, unless events wait; what the kernel
/// told = received + lostAtRing + lostAtQueue.
struct EventStats {
    uint16_t id = 0;
    std::string name;
    uint64_t received = 0;
    uint64_t included = 0;
    uint64_t excluded = 0;
    uint64_t invalid = 0;
    uint64_t merged = 0; ///< told by another event, which is the same but for its time
    uint64_t lostAtRing = 0;
    uint64_t lostAtQueue = 0;
    uint64_t lostAtOutput = 0; ///< of those included
};

struct QueueStats {
    uint64_t records = 0;
    uint64_t bytes = 0;
    uint64_t mostBytes = 0;
    uint64_t limitBytes = 0;
    uint64_t rings = 0;
    uint64_t ringBytes = 0; ///< of each
};

struct OutputStats {
    std::string target; ///< as -output names it
    std::string format;
    SinkState state;
};

/// A BPF program. Neither attached nor with a reason: nothing that is active needs it.
struct ProgramStats {
    std::string program;
    std::string place;
    std::string form;
    bool attached = false;
    std::string reason; ///< why it is left out
};

struct Stats {
    std::string version;
    std::string schemaVersion;
    std::string kernel;
    uint32_t processId = 0;
    uint64_t startUtcNs = 0;
    uint64_t uptimeSeconds = 0;
    std::string configuration; ///< as event 16 names it
    std::string configurationHash;
    std::string offsetsSource;
    std::vector<EventStats> events;
    EventStats others; ///< records that are not events, such as forks
    uint64_t waitingEvents = 0;
    uint64_t skippedRuns = 0;
    QueueStats queue;
    OutputStats output;
    std::vector<CacheStats> caches;
    std::vector<ProgramStats> programs;
    std::vector<std::string> notes; ///< how things are done on this kernel
};

/// For people.
std::string statsText(const Stats& stats);
/// One object, with a line end.
std::string statsJson(const Stats& stats);
/// The Prometheus text exposition format.
std::string statsPrometheus(const Stats& stats);

/// What is watched and what is not, as event 4 tells it: short, one line.
std::string coverageText(const Stats& stats);

} // namespace sysmon
