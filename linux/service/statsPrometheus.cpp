// SPDX-License-Identifier: MIT
#include "stats.h"

#include <initializer_list>
#include <utility>

namespace sysmon {

namespace {

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// A label's value: backslash, quote and line end are escaped.
std::string quoted(std::string_view value)
{
    std::string text = "\"";
    for (const char c : value) {
        if (c == '\n') {
            text += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

/// One metric: its head, then its samples.
class Metric {
public:
    Metric(std::string& ret_text, std::string_view name, std::string_view type,
           std::string_view help)
        : text_(ret_text), name_(name)
    {
        text_.append("# HELP ").append(name).append(1, ' ').append(help).append(1, '\n');
        text_.append("# TYPE ").append(name).append(1, ' ').append(type).append(1, '\n');
    }

    void sample(uint64_t value, Labels labels = {})
    {
        text_ += name_;
        char before = '{';
        for (const auto& [name, labelValue] : labels) {
            text_.append(1, before).append(name).append(1, '=').append(quoted(labelValue));
            before = ',';
        }
        if (labels.size() > 0) text_ += '}';
        text_.append(1, ' ').append(std::to_string(value)).append(1, '\n');
    }

private:
    std::string& text_;
    std::string_view name_;
};

class Page {
public:
    explicit Page(const Stats& stats) : stats_(stats) {}

    std::string make()
    {
        addSelf();
        addEvents();
        addQueue();
        addOutput();
        addCaches();
        addPrograms();
        return std::move(text_);
    }

private:
    void one(std::string_view name, std::string_view type, std::string_view help, uint64_t value)
    {
        Metric(text_, name, type, help).sample(value);
    }
    void gauge(std::string_view name, std::string_view help, uint64_t value)
    {
        one(name, "gauge", help, value);
    }
    void counter(std::string_view name, std::string_view help, uint64_t value)
    {
        one(name, "counter", help, value);
    }

    void addSelf();
    void addEvents();
    void countEvents(std::string_view name, std::string_view help, uint64_t EventStats::*count);
    void addQueue();
    void addOutput();
    void addCaches();
    void addPrograms();

    const Stats& stats_;
    std::string text_;
};

void Page::addSelf()
{
    Metric(text_, "sysmon_info", "gauge", "Version, kernel and configuration of the daemon.")
        .sample(1, {{"version", stats_.version},
                    {"schema_version", stats_.schemaVersion},
                    {"kernel", stats_.kernel},
                    {"offsets_source", stats_.offsetsSource},
                    {"configuration", stats_.configuration},
                    {"configuration_hash", stats_.configurationHash}});
    gauge("sysmon_start_time_seconds", "Start of the daemon, in seconds since 1970.",
          stats_.startUtcNs / 1'000'000'000);
    gauge("sysmon_uptime_seconds", "Seconds since the start of the daemon.", stats_.uptimeSeconds);
}

void Page::countEvents(std::string_view name, std::string_view help, uint64_t EventStats::*count)
{
    Metric metric(text_, name, "counter", help);
    for (const EventStats& event : stats_.events)
        metric.sample(event.*count,
                      {{"event_id", std::to_string(event.id)}, {"event", event.name}});
}

void Page::addEvents()
{
    countEvents("sysmon_events_received_total", "Records that reached the pipeline.",
                &EventStats::received);
    countEvents("sysmon_events_included_total", "Events that were passed to the output.",
                &EventStats::included);
    countEvents("sysmon_events_excluded_total", "Events that rules excluded.",
                &EventStats::excluded);
    countEvents("sysmon_events_unusable_total", "Records that could not be decoded.",
                &EventStats::invalid);
    Metric lost(text_, "sysmon_events_lost_total", "counter",
                "Events that were lost, and where: in a ring, in the queue, at the output.");
    for (const EventStats& event : stats_.events) {
        const std::string id = std::to_string(event.id);
        for (const auto& [place, count] :
             std::initializer_list<std::pair<std::string_view, uint64_t>>{
                 {"ring", event.lostAtRing},
                 {"queue", event.lostAtQueue},
                 {"output", event.lostAtOutput}})
            lost.sample(count, {{"event_id", id}, {"event", event.name}, {"place", place}});
    }
    counter("sysmon_other_records_total", "Records that are not events, such as forks.",
            stats_.others.received);
    gauge("sysmon_waiting_events", "Events with a deferred field: a hash or a host name.",
          stats_.waitingEvents);
    counter("sysmon_skipped_runs_total",
            "Runs of BPF programs that the kernel skipped, each perhaps an event.",
            stats_.skippedRuns);
}

void Page::addQueue()
{
    gauge("sysmon_queue_records", "Records between the rings and the pipeline.",
          stats_.queue.records);
    gauge("sysmon_queue_bytes", "Size of the queue.", stats_.queue.bytes);
    gauge("sysmon_queue_most_bytes", "Largest size of the queue so far.", stats_.queue.mostBytes);
    gauge("sysmon_queue_limit_bytes", "Limit of the queue; what does not fit is lost.",
          stats_.queue.limitBytes);
    gauge("sysmon_ring_bytes", "Size of all rings.", stats_.queue.rings * stats_.queue.ringBytes);
}

void Page::addOutput()
{
    const SinkState& state = stats_.output.state;
    Metric(text_, "sysmon_output_connected", "gauge", "Whether the output accepts lines.")
        .sample(state.connected ? 1 : 0,
                {{"target", stats_.output.target}, {"format", stats_.output.format}});
    counter("sysmon_output_written_total", "Lines that were delivered.", state.written);
    counter("sysmon_output_dropped_total", "Lines that were dropped at the output.", state.dropped);
    counter("sysmon_output_reconnected_total", "How often the output was connected again.",
            state.reconnected);
    counter("sysmon_output_sent_again_total",
            "Lines sent again, since a log daemon may not have read them.", state.repeated);
    gauge("sysmon_output_waiting_lines", "Lines that wait for the output.", state.waiting);
    gauge("sysmon_output_waiting_bytes", "Size of the lines that wait.", state.waitingBytes);
    gauge("sysmon_output_limit_bytes",
          "Limit of the lines that wait; what does not fit is dropped.", state.limitBytes);
}

void Page::addCaches()
{
    Metric entries(text_, "sysmon_cache_entries", "gauge", "Entries of each cache.");
    for (const CacheStats& cache : stats_.caches)
        entries.sample(cache.entries, {{"cache", cache.name}});
    Metric limits(text_, "sysmon_cache_limit_entries", "gauge", "Most entries of each cache.");
    for (const CacheStats& cache : stats_.caches)
        limits.sample(cache.limitEntries, {{"cache", cache.name}});
}

void Page::addPrograms()
{
    Metric programs(text_, "sysmon_program_attached", "gauge",
                    "BPF programs: 1 attached, 0 left out. Those that are not needed are missing.");
    for (const ProgramStats& program : stats_.programs)
        if (program.attached || !program.reason.empty())
            programs.sample(
                program.attached ? 1 : 0,
                {{"program", program.program}, {"place", program.place}, {"form", program.form}});
}

} // namespace

std::string statsPrometheus(const Stats& stats)
{
    return Page(stats).make();
}

} // namespace sysmon
