// SPDX-License-Identifier: MIT
//
// The numbers of `sysmon -stats`, once for all forms of it: a new number is a member and a line
// here.
#pragma once

#include "stats.h"

#include <cstdint>
#include <string_view>

namespace sysmon {

/// As Prometheus has it: a counter only grows, a gauge goes up and down.
enum class MetricType : uint8_t { Counter, Gauge };

template <typename Part>
struct StatsNumber {
    std::string_view name;   ///< in JSON and, of events, as a title
    std::string_view metric; ///< for Prometheus
    MetricType type;
    std::string_view meaning;
    uint64_t Part::*value;
};

inline constexpr StatsNumber<EventStats> eventNumbers[] = {
    {"received", "sysmon_events_received_total", MetricType::Counter,
     "Records that reached the pipeline.", &EventStats::received},
    {"included", "sysmon_events_included_total", MetricType::Counter,
     "Events that were passed to the output.", &EventStats::included},
    {"excluded", "sysmon_events_excluded_total", MetricType::Counter, "Events that rules excluded.",
     &EventStats::excluded},
    {"unusable", "sysmon_events_unusable_total", MetricType::Counter,
     "Records that could not be decoded.", &EventStats::invalid},
    {"merged", "sysmon_events_merged_total", MetricType::Counter,
     "What another event of the same second tells, too.", &EventStats::merged},
};

/// Where events are lost.
struct LossNumber {
    std::string_view place;
    uint64_t EventStats::*value;
};

inline constexpr LossNumber lossNumbers[] = {
    {"ring", &EventStats::lostAtRing},
    {"queue", &EventStats::lostAtQueue},
    {"output", &EventStats::lostAtOutput},
};

inline constexpr StatsNumber<Stats> pipelineNumbers[] = {
    {"waitingEvents", "sysmon_waiting_events", MetricType::Gauge,
     "Events with a deferred field: a hash or a host name.", &Stats::waitingEvents},
    {"skippedRuns", "sysmon_skipped_runs_total", MetricType::Counter,
     "Runs of BPF programs that the kernel skipped, each perhaps an event.", &Stats::skippedRuns},
};

inline constexpr StatsNumber<QueueStats> queueNumbers[] = {
    {"records", "sysmon_queue_records", MetricType::Gauge,
     "Records between the rings and the pipeline.", &QueueStats::records},
    {"bytes", "sysmon_queue_bytes", MetricType::Gauge, "Size of the queue.", &QueueStats::bytes},
    {"mostBytes", "sysmon_queue_most_bytes", MetricType::Gauge, "Largest size of the queue so far.",
     &QueueStats::mostBytes},
    {"limitBytes", "sysmon_queue_limit_bytes", MetricType::Gauge,
     "Limit of the queue; what does not fit is lost.", &QueueStats::limitBytes},
};

inline constexpr StatsNumber<SinkState> outputNumbers[] = {
    {"written", "sysmon_output_written_total", MetricType::Counter, "Lines that were delivered.",
     &SinkState::written},
    {"dropped", "sysmon_output_dropped_total", MetricType::Counter,
     "Lines that were dropped at the output.", &SinkState::dropped},
    {"waiting", "sysmon_output_waiting_lines", MetricType::Gauge, "Lines that wait for the output.",
     &SinkState::waiting},
    {"waitingBytes", "sysmon_output_waiting_bytes", MetricType::Gauge,
     "Size of the lines that wait.", &SinkState::waitingBytes},
    {"limitBytes", "sysmon_output_limit_bytes", MetricType::Gauge,
     "Limit of the lines that wait; what does not fit is dropped.", &SinkState::limitBytes},
    {"reconnected", "sysmon_output_reconnected_total", MetricType::Counter,
     "How often the output was connected again.", &SinkState::reconnected},
    {"sentAgain", "sysmon_output_sent_again_total", MetricType::Counter,
     "Lines sent again, since a log daemon may not have read them.", &SinkState::repeated},
};

inline constexpr StatsNumber<CacheStats> cacheNumbers[] = {
    {"entries", "sysmon_cache_entries", MetricType::Gauge, "Entries of each cache.",
     &CacheStats::entries},
    {"limitEntries", "sysmon_cache_limit_entries", MetricType::Gauge, "Most entries of each cache.",
     &CacheStats::limitEntries},
};

} // namespace sysmon
