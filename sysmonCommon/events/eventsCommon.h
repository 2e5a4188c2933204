// SPDX-License-Identifier: MIT
//
// The event pipeline: record -> fields -> rules -> output.
#pragma once

#include "configurationHistory.h"
#include "eventCounters.h"
#include "fieldSizes.h"
#include "ioctlcmd.h"
#include "lossReport.h"
#include "platform.h"
#include "processCache.h"
#include "recordFields.h"
#include "rules.h"
#include "textArena.h"
#include "waitingEvents.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// What decides events and how much of them is written. Replaced as a whole.
struct PipelineConfiguration {
    std::shared_ptr<const RuleSet> rules;
    FieldSizes fieldSizes;
};

/// Turns records into events, decides them and writes those that are included. One thread at a
/// time may call it, except where a function says otherwise.
class EventPipeline {
public:
    /// Keeps references. Throws StateError if the schema does not fit the program.
    EventPipeline(Platform& platform, EventOutput& output,
                  const ProcessCache::Limits& limits = ProcessCache::Limits{});

    /// Decides events by it that happened from `fromNs` on, on the kernel's monotonic clock; 0: all
    /// from the next one on, whenever it happened.
    void configure(std::shared_ptr<const PipelineConfiguration> configuration, uint64_t fromNs = 0);

    /// Reads the processes that exist. After the records began to flow, so that none is missed.
    void seed() { processes_.seed(); }

    /// One schema event's record; header.eventSize bytes must be readable. A record that is not
    /// what it should be is counted and reported.
    void DispatchEvent(const SYSMON_EVENT_HEADER* record) noexcept;

    /// Not an event, but keeps the process cache true.
    void processForked(const SYSMON_PROCESS_FORK& record) noexcept;

    /// Event 4; `state` is "Started" or "Stopped", `coverage` what is watched ("-": not to be
    /// said).
    void serviceStateChanged(std::string_view state, std::string_view version,
                             std::string_view coverage = "-");
    /// Event 16.
    void configurationChanged(std::string_view configuration, std::string_view hash);
    /// Event 255.
    void reportError(std::string_view id, std::string_view description);

    /// Records that do not even reach DispatchEvent: unusable, or told before.
    void countUnusable(uint16_t eventType, const char* fault);
    void countRepeated(uint16_t eventType);
    /// What the kernel's programs did not send, since another record tells the same.
    void countMerged(uint16_t eventType, uint64_t count);
    /// Records that never came.
    void countLost(LossPlace place, uint16_t eventType, uint64_t count);
    /// Lines that the sink had to drop.
    void countDropped(uint16_t eventType, uint64_t lines) { losses_.dropped(eventType, lines); }
    /// Runs of programs in the kernel that were skipped, of which each may have been an event.
    void countSkipped(uint64_t runs) { losses_.skipped(runs); }
    /// Writes the events whose hash or host name has come meanwhile, or that have waited long
    /// enough; or `all` that wait. To be called after each batch of records.
    void writeWaiting(bool all = false);
    size_t waiting() const noexcept { return waiting_.size(); }

    /// Reports losses (event 255), at most once per interval unless `now`. To be called every
    /// second or so.
    void reportLosses(bool now = false);

    /// May be read by any thread.
    const EventCounters& counters() const noexcept { return counters_; }
    const ProcessCache& processes() const noexcept { return processes_; }

private:
    void countInvalid(uint16_t eventType, const char* fault);
    void dispatch(const SYSMON_EVENT_HEADER& record);
    void learnExit(const SYSMON_EVENT_HEADER& record) noexcept;
    bool waits(Event& event, const std::vector<DeferredField>& deferred, const Decision& decision,
               const std::shared_ptr<const PipelineConfiguration>& configuration);
    void takeWaiting(WaitingEvents::Take which);
    void finish(const PipelineConfiguration& configuration, const Decision& decision, Event& event,
                TextArena& arena);
    void finish(WaitingEvents::Waiting& waiting) noexcept;
    void learnExec(const SYSMON_PROCESS_CREATE& record);
    void writeOwn(uint16_t eventId, std::initializer_list<std::string_view> fields);

    Platform& platform_;
    EventOutput& output_;
    ProcessCache processes_;
    TextArena arena_;
    TextArena waitingArena_;
    FieldContext context_;
    WaitingEvents waiting_;
    uint64_t nextLookNs_ = 0;
    uint64_t lastRecordNs_ = 0;
    EventCounters counters_;
    LossReport losses_;
    ConfigurationHistory<PipelineConfiguration> configuration_;
};

} // namespace sysmon
