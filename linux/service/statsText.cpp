// SPDX-License-Identifier: MIT
#include "stats.h"

#include "statsNumbers.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <utility>

namespace sysmon {

namespace {

std::string number(uint64_t value)
{
    return std::to_string(value);
}

/// Right-aligned.
std::string cell(const std::string& text, size_t width)
{
    return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

/// Left-aligned. Names are ASCII.
std::string padded(std::string_view text, size_t width)
{
    return std::string(text) + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

std::string bytes(uint64_t value)
{
    constexpr std::array units{"B", "KiB", "MiB", "GiB"};
    size_t unit = 0;
    while (value >= 10 * 1024 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    return number(value) + ' ' + units[unit];
}

std::string duration(uint64_t seconds)
{
    char text[64];
    std::snprintf(text, sizeof text, "%llu d %02llu:%02llu:%02llu",
                  static_cast<unsigned long long>(seconds / 86'400),
                  static_cast<unsigned long long>(seconds / 3'600 % 24),
                  static_cast<unsigned long long>(seconds / 60 % 60),
                  static_cast<unsigned long long>(seconds % 60));
    return text;
}

constexpr size_t labelWidth = 20;
constexpr size_t nameWidth = 34;
constexpr size_t countWidth = 12;

std::string line(std::string_view label, const std::string& value)
{
    return padded(label, labelWidth) + value + '\n';
}

std::string eventLine(const EventStats& event)
{
    std::string text =
        cell(event.id < 256 ? number(event.id) : "-", 4) + "  " + padded(event.name, nameWidth);
    for (const StatsNumber<EventStats>& each : eventNumbers)
        text += cell(number(event.*each.value), countWidth);
    for (const LossNumber& each : lossNumbers)
        text += cell(number(event.*each.value), countWidth);
    return text + '\n';
}

std::string eventsText(const Stats& stats)
{
    std::string text = "\n  id  " + padded("event", nameWidth);
    for (const StatsNumber<EventStats>& each : eventNumbers)
        text += cell(std::string(each.name), countWidth);
    for (std::string before = "lost: "; const LossNumber& each : lossNumbers)
        text += cell(std::exchange(before, "").append(each.place), countWidth);
    text += '\n';
    for (const EventStats& event : stats.events)
        text += eventLine(event);
    return text + eventLine(stats.others);
}

std::string outputText(const OutputStats& output)
{
    const SinkState& state = output.state;
    return line("output", output.target + ", " + output.format +
                              (state.connected ? "" : ", accepts no lines at the moment")) +
           line("  lines",
                number(state.written) + " written, " + number(state.dropped) + " dropped, " +
                    number(state.waiting) + " waiting (" + bytes(state.waitingBytes) +
                    (state.limitBytes > 0 ? " of " + bytes(state.limitBytes) : "") + ")") +
           line("  connected again", number(state.reconnected) + " times, " +
                                         number(state.repeated) + " lines sent again");
}

std::string cachesText(const Stats& stats)
{
    std::string text = "\ncaches\n";
    for (const CacheStats& cache : stats.caches) {
        text += "  " + padded(cache.name, labelWidth - 2) + number(cache.entries) + " of " +
                number(cache.limitEntries);
        if (cache.limitBytes > 0)
            text += ", " + bytes(cache.bytes) + " of " + bytes(cache.limitBytes);
        text += '\n';
    }
    return text;
}

std::string programsText(const Stats& stats)
{
    std::string text = "\nBPF programs\n";
    for (const ProgramStats& program : stats.programs) {
        const std::string_view state = program.attached         ? "attached"
                                       : program.reason.empty() ? "not needed"
                                                                : "left out";
        text += "  " + padded(state, 12) + padded(program.form, 16) +
                padded(program.program, nameWidth) + program.place;
        if (!program.reason.empty()) text += ": " + program.reason;
        text += '\n';
    }
    for (const std::string& note : stats.notes)
        text += "  " + note + '\n';
    return text;
}

/// "2 fentry, 11 raw_tracepoint"
std::string attachedForms(const Stats& stats)
{
    std::map<std::string_view, uint64_t> forms;
    for (const ProgramStats& program : stats.programs)
        if (program.attached) ++forms[program.form];
    std::string text;
    for (const auto& [form, count] : forms)
        text.append(text.empty() ? "" : ", ").append(number(count)).append(1, ' ').append(form);
    return text.empty() ? "none" : text;
}

/// "Operation not permitted" of "libbpf: prog 'x': BPF program load failed: Operation not
/// permitted".
std::string lastPart(std::string_view reason)
{
    constexpr size_t most = 120;
    reason = reason.substr(0, reason.find('\n'));
    if (const size_t colon = reason.rfind(": "); colon != std::string_view::npos)
        reason.remove_prefix(colon + 2);
    return std::string(reason.substr(0, most));
}

/// "fentry/d_delete, fentry/d_move (Operation not permitted (1))": programs that are left out for
/// the same reason together.
std::string leftOut(const Stats& stats)
{
    std::map<std::string, std::string> placesByReason;
    for (const ProgramStats& program : stats.programs) {
        if (program.reason.empty()) continue;
        std::string& places = placesByReason[lastPart(program.reason)];
        places.append(places.empty() ? "" : ", ").append(program.place);
    }
    std::string text;
    for (const auto& [reason, places] : placesByReason)
        text.append(text.empty() ? "" : "; ").append(places).append(" (" + reason + ")");
    return text.empty() ? "nothing" : text;
}

} // namespace

std::string statsText(const Stats& stats)
{
    return line("Sysmon", stats.version + " (schema " + stats.schemaVersion + "), process " +
                              number(stats.processId)) +
           line("up", duration(stats.uptimeSeconds)) + line("kernel", stats.kernel) +
           line("struct offsets", stats.offsetsSource) +
           line("configuration", stats.configuration + " (" + stats.configurationHash + ")") +
           eventsText(stats) + '\n' +
           line("skipped runs", number(stats.skippedRuns) + " of BPF programs, by the kernel") +
           line("queue", number(stats.queue.records) + " records, " + bytes(stats.queue.bytes) +
                             " of " + bytes(stats.queue.limitBytes) + ", at most " +
                             bytes(stats.queue.mostBytes)) +
           line("rings", number(stats.queue.rings) + " of " + bytes(stats.queue.ringBytes)) +
           line("events waiting", number(stats.waitingEvents) + " for hashes or host names") +
           outputText(stats.output) + cachesText(stats) + programsText(stats);
}

std::string coverageText(const Stats& stats)
{
    std::string text = "Kernel " + stats.kernel + ", struct offsets: " + stats.offsetsSource +
                       ". Attached programs: " + attachedForms(stats) +
                       ". Left out: " + leftOut(stats) + ". Queue " +
                       bytes(stats.queue.limitBytes) + ", rings " + number(stats.queue.rings) +
                       " of " + bytes(stats.queue.ringBytes) + ".";
    for (const std::string& note : stats.notes)
        text += ' ' + note;
    return text;
}

} // namespace sysmon
