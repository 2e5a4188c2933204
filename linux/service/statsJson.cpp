// SPDX-License-Identifier: MIT
#include "stats.h"

#include "jsonLine.h"
#include "statsNumbers.h"
#include "timeText.h"

#include <array>

namespace sysmon {

namespace {

/// Writes an object's members one after the other.
class JsonObject {
public:
    explicit JsonObject(std::string& ret_text) : text_(ret_text) { text_ += '{'; }
    ~JsonObject() { text_ += '}'; }
    JsonObject(const JsonObject&) = delete;
    JsonObject& operator=(const JsonObject&) = delete;

    void add(std::string_view name, std::string_view value)
    {
        begin(name);
        appendJsonText(value, text_);
    }
    void add(std::string_view name, const char* value) { add(name, std::string_view(value)); }
    void add(std::string_view name, bool value) { begin(name) += value ? "true" : "false"; }
    void add(std::string_view name, uint64_t value) { begin(name) += std::to_string(value); }
    template <typename Part, size_t count>
    void add(const StatsNumber<Part> (&numbers)[count], const Part& part)
    {
        for (const auto& number : numbers)
            add(number.name, part.*number.value);
    }

    /// Begins a member: its value is to be appended to what is returned.
    std::string& begin(std::string_view name)
    {
        if (!first_) text_ += ',';
        first_ = false;
        return text_.append(1, '"').append(name).append("\":");
    }

private:
    std::string& text_;
    bool first_ = true;
};

template <typename Elements, typename AppendElement>
void appendArray(const Elements& elements, std::string& ret_text, AppendElement append)
{
    ret_text += '[';
    bool first = true;
    for (const auto& element : elements) {
        if (!first) ret_text += ',';
        first = false;
        append(element, ret_text);
    }
    ret_text += ']';
}

void appendEvent(const EventStats& event, std::string& ret_text)
{
    JsonObject object(ret_text);
    if (event.id < EventCounters::others) object.add("id", uint64_t{event.id});
    object.add("name", event.name);
    object.add(eventNumbers, event);
    JsonObject lost(object.begin("lost"));
    for (const LossNumber& number : lossNumbers)
        lost.add(number.place, event.*number.value);
}

void appendQueue(const QueueStats& queue, std::string& ret_text)
{
    JsonObject object(ret_text);
    object.add(queueNumbers, queue);
    object.add("rings", queue.rings);
    object.add("ringBytes", queue.ringBytes);
}

void appendOutput(const OutputStats& output, std::string& ret_text)
{
    JsonObject object(ret_text);
    object.add("target", output.target);
    object.add("format", output.format);
    object.add("connected", output.state.connected);
    object.add(outputNumbers, output.state);
}

void appendCache(const CacheStats& cache, std::string& ret_text)
{
    JsonObject object(ret_text);
    object.add("name", cache.name);
    object.add(cacheNumbers, cache);
    if (cache.limitBytes == 0) return;
    object.add("bytes", cache.bytes);
    object.add("limitBytes", cache.limitBytes);
}

void appendProgram(const ProgramStats& program, std::string& ret_text)
{
    JsonObject object(ret_text);
    object.add("program", program.program);
    object.add("place", program.place);
    object.add("form", program.form);
    object.add("attached", program.attached);
    if (!program.reason.empty()) object.add("leftOut", program.reason);
}

} // namespace

std::string statsJson(const Stats& stats)
{
    std::string text;
    {
        JsonObject object(text);
        object.add("version", stats.version);
        object.add("schemaVersion", stats.schemaVersion);
        object.add("kernel", stats.kernel);
        object.add("processId", uint64_t{stats.processId});
        std::array<char, systemTimeSize> time;
        object.add("startTime", systemTimeText(stats.startUtcNs, time));
        object.add("uptimeSeconds", stats.uptimeSeconds);
        object.add("configuration", stats.configuration);
        object.add("configurationHash", stats.configurationHash);
        object.add("offsetsSource", stats.offsetsSource);
        appendArray(stats.events, object.begin("events"), appendEvent);
        appendEvent(stats.others, object.begin("otherRecords"));
        object.add(pipelineNumbers, stats);
        appendQueue(stats.queue, object.begin("queue"));
        appendOutput(stats.output, object.begin("output"));
        appendArray(stats.caches, object.begin("caches"), appendCache);
        appendArray(stats.programs, object.begin("programs"), appendProgram);
        appendArray(stats.notes, object.begin("notes"), appendJsonText);
    }
    return text + '\n';
}

} // namespace sysmon
