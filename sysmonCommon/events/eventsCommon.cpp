// SPDX-License-Identifier: MIT
#include "eventsCommon.h"

#include "error.h"
#include "record.h"

#include <exception>
#include <string>

namespace sysmon {

namespace {

/// The pipeline sets the rule name of every event that rules decide: it must be there.
constexpr uint16_t ruleNameIndex = 0;
/// How often a batch of records is interrupted for events that wait.
constexpr uint64_t lookIntervalNs = 1'000'000;

void checkSchema()
{
    for (const SchemaEvent& event : currentSchema().events) {
        const std::string name{event.description};
        if (event.fields.size() > Event::maxFields)
            throw StateError("event schema: '" + name + "' has more than " +
                             std::to_string(Event::maxFields) + " fields; raise Event::maxFields");
        if (!event.ruleName.empty() && event.fields[ruleNameIndex].name != "RuleName")
            throw StateError("event schema: the first field of '" + name + "' is not RuleName");
    }
}

std::shared_ptr<const PipelineConfiguration> defaultConfiguration()
{
    return std::make_shared<const PipelineConfiguration>(
        PipelineConfiguration{RuleSet::fromBlob({}), FieldSizes{}});
}

/// So that it turns out which fields are deferred.
void resolveAll(Event& event)
{
    for (uint16_t i = 0; i < event.schema().fields.size(); ++i)
        event.text(i);
}

/// An event of our own: its fields are made before it.
class OwnFields : public FieldSource {
public:
    OwnFields(std::string_view utcTime, std::initializer_list<std::string_view> others)
        : utcTime_(utcTime), others_(others)
    {
    }

    std::string_view resolve(uint16_t fieldIndex) override
    {
        if (fieldIndex == 0) return utcTime_;
        return fieldIndex <= others_.size() ? others_.begin()[fieldIndex - 1] : std::string_view{};
    }

private:
    std::string_view utcTime_;
    std::initializer_list<std::string_view> others_;
};

} // namespace

EventPipeline::EventPipeline(Platform& platform, EventOutput& output,
                             const ProcessCache::Limits& limits)
    : platform_(platform), output_(output),
      processes_(platform, limits), context_{platform,
                                             processes_,
                                             arena_,
                                             {platform.machineId(), platform.bootUtcNs()}},
      configuration_(defaultConfiguration())
{
    checkSchema();
}

void EventPipeline::configure(std::shared_ptr<const PipelineConfiguration> configuration,
                              uint64_t fromNs)
{
    configuration_.change(std::move(configuration), fromNs);
}

void EventPipeline::DispatchEvent(const SYSMON_EVENT_HEADER* record) noexcept
{
    counters_.of(record->eventType).received.add();
    const char* fault = recordFault(*record, recordStructSize(record->eventType));
    if (fault == nullptr) {
        try {
            dispatch(*record);
            return;
        } catch (const std::exception&) {
            fault = "out of memory";
        }
    }
    countInvalid(record->eventType, fault);
}

void EventPipeline::dispatch(const SYSMON_EVENT_HEADER& record)
{
    arena_.reset();
    lastRecordNs_ = record.timeNs;
    EventCounts& counts = counters_.of(record.eventType);
    if (record.eventType == ProcessTerminate && processes_.hasExited(record.process))
        return counts.excluded.add();
    if (record.eventType == ProcessCreate)
        learnExec(reinterpret_cast<const SYSMON_PROCESS_CREATE&>(record));

    const uint64_t utcNs = platform_.utcNs(record.timeNs);
    RecordFields fields(context_, record, utcNs);
    if (!fields.isEvent()) return counts.excluded.add();
    Event event(fields.schema(), utcNs, fields);
    const auto configuration = configuration_.at(record.timeNs);
    const Decision decision = configuration->rules->FilterEventRules(event.schema().id, event);
    if (decision.included || !fields.deferred().empty()) resolveAll(event);
    if (!waits(event, fields.deferred(), decision, configuration))
        finish(*configuration, decision, event, arena_);

    if (record.eventType == ProcessTerminate) learnExit(record);
}

/// What was decided without a field that is still to come is decided again with it. What is
/// excluded does not wait for others.
bool EventPipeline::waits(Event& event, const std::vector<DeferredField>& deferred,
                          const Decision& decision,
                          const std::shared_ptr<const PipelineConfiguration>& configuration)
{
    if (deferred.empty() && (!decision.included || waiting_.empty())) return false;
    uint64_t nowNs = platform_.monotonicNowNs();
    if (!waiting_.empty() && nowNs >= nextLookNs_) {
        nextLookNs_ = nowNs + lookIntervalNs;
        writeWaiting();
    }
    if (deferred.empty() && !waiting_.holds(nowNs)) return false;
    if (waiting_.add(event, deferred, configuration, nowNs)) return true;
    // No room: rather out of order than without a field.
    takeWaiting(WaitingEvents::Take::WithoutOrder);
    return !deferred.empty() && waiting_.add(event, deferred, configuration, nowNs);
}

void EventPipeline::learnExit(const SYSMON_EVENT_HEADER& record) noexcept
{
    try {
        processes_.exited(record.process, record.timeNs);
    } catch (const std::exception&) {
        // The event is written. Without memory the cache keeps the process until it needs room.
    }
}

void EventPipeline::finish(const PipelineConfiguration& configuration, const Decision& decision,
                           Event& event, TextArena& arena)
{
    EventCounts& counts = counters_.of(event.schema().id);
    if (!decision.included) return counts.excluded.add();
    event.setText(ruleNameIndex, decision.ruleName);
    configuration.fieldSizes.apply(event, arena);
    output_.write(event);
    // Last: what throws before has not reached the output, and counts as unusable.
    counts.included.add();
}

void EventPipeline::writeWaiting(bool all)
{
    takeWaiting(all ? WaitingEvents::Take::All : WaitingEvents::Take::Due);
}

void EventPipeline::takeWaiting(WaitingEvents::Take which)
{
    if (waiting_.empty()) return;
    waiting_.take(platform_.monotonicNowNs(), which,
                  [&](WaitingEvents::Waiting& waiting) { finish(waiting); });
}

void EventPipeline::finish(WaitingEvents::Waiting& waiting) noexcept
{
    try {
        // Not the arena of the event that may be in the making.
        waitingArena_.reset();
        const PipelineConfiguration& configuration = *waiting.configuration;
        Event event(waiting.schema, waiting.utcNs, waiting.fields);
        finish(configuration, configuration.rules->FilterEventRules(event.schema().id, event),
               event, waitingArena_);
    } catch (const std::exception&) {
        countInvalid(waiting.schema.id, "out of memory");
    }
}

void EventPipeline::learnExec(const SYSMON_PROCESS_CREATE& record)
{
    const SYSMON_EVENT_HEADER& header = record.header;
    const std::string_view path =
        recordPath(recordExtension(header, ProcessCreateImage), DeletedMark::Append, arena_);
    const std::string_view commandLine =
        recordArguments(recordExtension(header, ProcessCreateArguments),
                        (header.flags & SYSMON_RECORD_ARGUMENTS_CUT) != 0, arena_);
    processes_.executed(header.process, header.timeNs, record.parent, header.userId, path,
                        commandLine);
}

void EventPipeline::processForked(const SYSMON_PROCESS_FORK& record) noexcept
{
    EventCounts& counts = counters_.of(record.header.eventType);
    counts.received.add();
    const char* fault = recordFault(record.header, sizeof record);
    if (fault == nullptr) {
        try {
            processes_.forked(record.header.process, record.parent, record.header.userId);
            return counts.excluded.add(); // no event
        } catch (const std::exception&) {
            fault = "out of memory";
        }
    }
    countInvalid(record.header.eventType, fault);
}

void EventPipeline::writeOwn(uint16_t eventId, std::initializer_list<std::string_view> others)
{
    arena_.reset();
    const uint64_t utcNs = platform_.utcNs(platform_.monotonicNowNs());
    std::array<char, utcTimeSize> time;
    OwnFields fields(utcTimeText(utcNs, time), others);
    Event event(*findEvent(eventId), utcNs, fields);
    output_.write(event);
    counters_.of(eventId).received.add();
    counters_.of(eventId).included.add();
}

void EventPipeline::serviceStateChanged(std::string_view state, std::string_view version,
                                        std::string_view coverage)
{
    const std::string schemaVersion = versionText(currentSchema().version);
    writeOwn(eventId::ServiceStateChange, {state, version, schemaVersion, coverage});
}

void EventPipeline::configurationChanged(std::string_view configuration, std::string_view hash)
{
    writeOwn(eventId::ServiceConfigurationChange, {configuration, hash});
}

void EventPipeline::reportError(std::string_view id, std::string_view description)
{
    writeOwn(eventId::Error, {id, description});
}

void EventPipeline::countInvalid(uint16_t eventType, const char* fault)
{
    counters_.of(eventType).invalid.add();
    losses_.invalid(eventType, fault);
}

void EventPipeline::countUnusable(uint16_t eventType, const char* fault)
{
    counters_.of(eventType).received.add();
    countInvalid(eventType, fault);
}

void EventPipeline::countRepeated(uint16_t eventType)
{
    counters_.of(eventType).received.add();
    counters_.of(eventType).excluded.add();
}

void EventPipeline::countMerged(uint16_t eventType, uint64_t count)
{
    counters_.of(eventType).merged.add(count);
}

void EventPipeline::countLost(LossPlace place, uint16_t eventType, uint64_t count)
{
    counters_.of(eventType).lostAt(place).add(count);
    losses_.lost(place, eventType, count);
}

void EventPipeline::reportLosses(bool now)
{
    const uint64_t nowNs = platform_.monotonicNowNs();
    // Records may wait in the queue for long: what counted when the last one happened is kept.
    configuration_.forget(lastRecordNs_);
    if (losses_.due(nowNs) || (now && losses_.pending()))
        reportError("LostEvents", losses_.take(nowNs));
}

} // namespace sysmon
