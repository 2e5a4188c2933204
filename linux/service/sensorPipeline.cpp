// SPDX-License-Identifier: MIT
#include "sensorPipeline.h"

#include "linuxTypes.h"
#include "producedEvents.h"
#include "record.h"

#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

namespace sysmon {

namespace {

std::shared_ptr<const PipelineConfiguration> pipelineConfiguration(const Configuration& from)
{
    return std::make_shared<const PipelineConfiguration>(
        PipelineConfiguration{RuleSet::fromBlob(from.blob), FieldSizes(from.fieldLimits)});
}

} // namespace

SensorPipeline::SensorPipeline(const Configuration& configuration, Sink& sink,
                               const SensorOptions& options, const ResolverPool::Calls& calls)
    : sink_(sink), origin_(options.origin), platform_(calls, options.resolver),
      recordId_(options.eventIdFile), output_(sink, recordId_, options.format),
      pipeline_(platform_, output_), target_(options.target), formatName_(options.formatName)
{
    platform_.setHashAlgorithms(parseHashAlgorithms(configuration.hashAlgorithms));
    platform_.setHashLimit(options.hashLimitBytes);
    platform_.setHostNameLookup(configuration.dnsLookup);
    pipeline_.configure(pipelineConfiguration(configuration));
    shown_.configuration = origin_.name;
}

void SensorPipeline::start(std::string_view coverage)
{
    const std::lock_guard lock(mutex_);
    platform_.prepare();
    pipeline_.seed();
    pipeline_.serviceStateChanged("Started", SYSMON_VERSION, coverage);
    tellConfiguration();
    sink_.flush();
}

void SensorPipeline::configure(const LoadedConfiguration& loaded)
{
    const HashAlgorithms algorithms = parseHashAlgorithms(loaded.configuration.hashAlgorithms);
    auto configuration = pipelineConfiguration(loaded.configuration);
    ConfigurationOrigin origin = loaded.origin;

    const std::lock_guard lock(mutex_);
    platform_.setHashAlgorithms(algorithms);
    platform_.setHostNameLookup(loaded.configuration.dnsLookup);
    pipeline_.configure(std::move(configuration), platform_.monotonicNowNs());
    origin_ = std::move(origin);
    tellConfiguration();
    sink_.flush();
}

void SensorPipeline::tellConfiguration()
{
    const std::string hash = origin_.file.empty() ? "-" : hashOfFile(origin_.file);
    pipeline_.configurationChanged(origin_.name, hash);
    const std::lock_guard lock(shownMutex_);
    shown_.configuration = origin_.name;
    shown_.configurationHash = hash;
}

void SensorPipeline::stop()
{
    constexpr std::chrono::milliseconds patience{150}, step{5};
    const std::lock_guard lock(mutex_);
    // What was asked a moment ago is answered a moment later.
    for (auto waited = step; pipeline_.waiting() > 0 && waited < patience; waited += step) {
        std::this_thread::sleep_for(step);
        pipeline_.writeWaiting();
    }
    pipeline_.writeWaiting(true);
    reportLosses(true);
    pipeline_.serviceStateChanged("Stopped", SYSMON_VERSION);
    sink_.finish();
}

void SensorPipeline::onRecord(const void* data, size_t size) noexcept
{
    const std::lock_guard lock(mutex_);
    if (size < sizeof(SYSMON_EVENT_HEADER)) return pipeline_.countUnusable(0, "incomplete header");
    if (size > sizeof aligned_) return pipeline_.countUnusable(0, "longer than a record can be");
    const auto* record = static_cast<const SYSMON_EVENT_HEADER*>(data);
    if (reinterpret_cast<uintptr_t>(data) % alignof(SYSMON_EVENT_HEADER) != 0) {
        std::memcpy(aligned_.data(), data, size);
        record = reinterpret_cast<const SYSMON_EVENT_HEADER*>(aligned_.data());
    }
    if (record->eventSize > size) return pipeline_.countUnusable(record->eventType, "truncated");
    handle_event(record);
}

void SensorPipeline::handle_event(const SYSMON_EVENT_HEADER* record) noexcept
{
    switch (record->eventType) {
    case LinuxProcessFork:
        return pipeline_.processForked(*reinterpret_cast<const SYSMON_PROCESS_FORK*>(record));
    case NetworkConnect:
        if (isRepeatedFlow(*record)) return pipeline_.countRepeated(record->eventType);
        return pipeline_.DispatchEvent(record);
    default:
        return pipeline_.DispatchEvent(record);
    }
}

bool SensorPipeline::isRepeatedFlow(const SYSMON_EVENT_HEADER& record) noexcept
{
    const bool isWhole = recordFault(record, sizeof(SYSMON_NETWORK_CONNECT)) == nullptr;
    return isWhole &&
           !networkTracker_.isNew(reinterpret_cast<const SYSMON_NETWORK_CONNECT&>(record));
}

void SensorPipeline::onLost(LossPlace place, uint16_t eventType, uint64_t count) noexcept
{
    const std::lock_guard lock(mutex_);
    pipeline_.countLost(place, eventType, count);
}

void SensorPipeline::onSkipped(uint64_t runs) noexcept
{
    const std::lock_guard lock(mutex_);
    pipeline_.countSkipped(runs);
    const std::lock_guard shownLock(shownMutex_);
    shown_.skippedRuns += runs;
}

void SensorPipeline::onMerged(uint16_t eventType, uint64_t count) noexcept
{
    const std::lock_guard lock(mutex_);
    pipeline_.countMerged(eventType, count);
}

void SensorPipeline::onBatchEnd() noexcept
{
    const std::lock_guard lock(mutex_);
    pipeline_.writeWaiting();
    sink_.flush();
    showSizes();
}

void SensorPipeline::onTick() noexcept
{
    const std::lock_guard lock(mutex_);
    output_.refreshComputerName();
    reportLosses(false);
    sink_.flush();
}

void SensorPipeline::reopenOutput() noexcept
{
    const std::lock_guard lock(mutex_);
    sink_.reopen();
}

void SensorPipeline::reportLosses(bool now)
{
    for (size_t type = 0; type <= reportedDrops_.others; ++type) {
        const auto eventType = static_cast<uint16_t>(type);
        const uint64_t dropped = sink_.droppedOf(eventType);
        uint64_t& reported = reportedDrops_.of(eventType);
        if (dropped != reported) pipeline_.countDropped(eventType, dropped - reported);
        reported = dropped;
    }
    pipeline_.reportLosses(now);
}

void SensorPipeline::showSizes()
{
    const std::lock_guard lock(shownMutex_);
    shown_.waitingEvents = pipeline_.waiting();
    shown_.caches.clear();
    const ProcessCache& processes = pipeline_.processes();
    shown_.caches.push_back({.name = "processes",
                             .entries = processes.size(),
                             .limitEntries = processes.limits().processes,
                             .bytes = processes.textBytes(),
                             .limitBytes = processes.limits().textBytes});
    shown_.caches.push_back({.name = "network flows",
                             .entries = networkTracker_.size(),
                             .limitEntries = NetworkTracker::maxFlows});
    shown_.caches.push_back({.name = "waiting events",
                             .entries = pipeline_.waiting(),
                             .limitEntries = WaitingEvents::maxEvents});
    platform_.addCacheSizes(shown_.caches);
}

namespace {

EventStats eventStats(uint16_t id, std::string_view name, const EventCounts& counts,
                      uint64_t lostAtOutput)
{
    return {.id = id,
            .name = std::string(name),
            .received = counts.received,
            .included = counts.included,
            .excluded = counts.excluded,
            .invalid = counts.invalid,
            .merged = counts.merged,
            .lostAtRing = counts.lostAtRing,
            .lostAtQueue = counts.lostAtQueue,
            .lostAtOutput = lostAtOutput};
}

bool isEmpty(const EventStats& stats)
{
    return stats.received == 0 && stats.lostAtRing == 0 && stats.lostAtQueue == 0 &&
           stats.lostAtOutput == 0;
}

} // namespace

void SensorPipeline::addStats(Stats& ret_stats) const
{
    // The output first: what it has was included before.
    ret_stats.output.state = sink_.state();
    ret_stats.output.target = target_;
    ret_stats.output.format = formatName_;
    ret_stats.events.clear();
    for (uint16_t id = 0; id < EventCounters::others; ++id) {
        const SchemaEvent* const schema = findEvent(id);
        EventStats event = eventStats(id, schema == nullptr ? "unknown" : schema->description,
                                      counters().of(id), sink_.droppedOf(id));
        if (isProduced(id) || !isEmpty(event)) ret_stats.events.push_back(std::move(event));
    }
    ret_stats.others =
        eventStats(EventCounters::others, "no events", counters().of(EventCounters::others), 0);
    const std::lock_guard lock(shownMutex_);
    ret_stats.configuration = shown_.configuration;
    ret_stats.configurationHash = shown_.configurationHash;
    ret_stats.waitingEvents = shown_.waitingEvents;
    ret_stats.skippedRuns = shown_.skippedRuns;
    ret_stats.caches = shown_.caches;
}

void SensorPipeline::reportError(std::string_view id, std::string_view description)
{
    const std::lock_guard lock(mutex_);
    pipeline_.reportError(id, description);
    sink_.flush();
}

} // namespace sysmon
