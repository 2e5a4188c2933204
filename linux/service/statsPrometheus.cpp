// SPDX-License-Identifier: MIT
#include "stats.h"

#include "statsNumbers.h"

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
    Metric(std::string& ret_text, std::string_view name, MetricType type, std::string_view help)
        : text_(ret_text), name_(name)
    {
        text_.append("# HELP ").append(name).append(1, ' ').append(help).append(1, '\n');
        text_.append("# TYPE ").append(name);
        text_.append(type == MetricType::Counter ? " counter\n" : " gauge\n");
    }
    template <typename Part>
    Metric(std::string& ret_text, const StatsNumber<Part>& number)
        : Metric(ret_text, number.metric, number.type, number.meaning)
    {
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
    void gauge(std::string_view name, std::string_view help, uint64_t value)
    {
        Metric(text_, name, MetricType::Gauge, help).sample(value);
    }
    template <typename Part>
    void one(const StatsNumber<Part>& number, const Part& part)
    {
        Metric(text_, number).sample(part.*number.value);
    }

    void addSelf();
    void addEvents();
    void addQueue();
    void addOutput();
    void addCaches();
    void addPrograms();

    const Stats& stats_;
    std::string text_;
};

void Page::addSelf()
{
    Metric(text_, "sysmon_info", MetricType::Gauge,
           "Version, kernel and configuration of the daemon.")
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

void Page::addEvents()
{
    for (const StatsNumber<EventStats>& number : eventNumbers) {
        Metric metric(text_, number);
        for (const EventStats& event : stats_.events)
            metric.sample(event.*number.value,
                          {{"event_id", std::to_string(event.id)}, {"event", event.name}});
    }
    Metric lost(text_, "sysmon_events_lost_total", MetricType::Counter,
                "Events that were lost, and where: in a ring, in the queue, at the output.");
    for (const EventStats& event : stats_.events) {
        const std::string id = std::to_string(event.id);
        for (const LossNumber& number : lossNumbers)
            lost.sample(event.*number.value,
                        {{"event_id", id}, {"event", event.name}, {"place", number.place}});
    }
    Metric(text_, "sysmon_other_records_total", MetricType::Counter,
           "Records that are not events, such as forks.")
        .sample(stats_.others.received);
    for (const StatsNumber<Stats>& number : pipelineNumbers)
        one(number, stats_);
}

void Page::addQueue()
{
    for (const StatsNumber<QueueStats>& number : queueNumbers)
        one(number, stats_.queue);
    gauge("sysmon_ring_bytes", "Size of all rings.", stats_.queue.rings * stats_.queue.ringBytes);
}

void Page::addOutput()
{
    const SinkState& state = stats_.output.state;
    Metric(text_, "sysmon_output_connected", MetricType::Gauge, "Whether the output accepts lines.")
        .sample(state.connected ? 1 : 0,
                {{"target", stats_.output.target}, {"format", stats_.output.format}});
    for (const MetricType type : {MetricType::Counter, MetricType::Gauge})
        for (const StatsNumber<SinkState>& number : outputNumbers)
            if (number.type == type) one(number, state);
}

void Page::addCaches()
{
    for (const StatsNumber<CacheStats>& number : cacheNumbers) {
        Metric metric(text_, number);
        for (const CacheStats& cache : stats_.caches)
            metric.sample(cache.*number.value, {{"cache", cache.name}});
    }
}

void Page::addPrograms()
{
    Metric programs(text_, "sysmon_program_attached", MetricType::Gauge,
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
