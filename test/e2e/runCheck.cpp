// SPDX-License-Identifier: MIT
#include "runCheck.h"

#include <algorithm>
#include <string_view>

namespace sysmon::e2e {

namespace {

enum : uint32_t {
    ProcessCreate = 1,
    StateChange = 4,
    ConfigurationChange = 16,
    FileDelete = 23,
    ErrorReport = 255
};

/// Runs of programs that the kernel skipped: whether one was an event is found by what is missing.
bool isPerhapsNothing(const LoggedEvent& event)
{
    return event["Description"].starts_with("Runs of BPF programs that the kernel skipped") &&
           event["Description"].find(". ") == std::string::npos;
}

constexpr uint64_t millisecond = 1'000'000;

bool isOfKernel(const LoggedEvent& event)
{
    return event.id != StateChange && event.id != ConfigurationChange && event.id != ErrorReport;
}

/// For the hash of a large file, or of any on a busy machine: others go on meanwhile.
bool mayHaveWaited(const LoggedEvent& event)
{
    return event.id == ProcessCreate || event.id == FileDelete;
}

void checkSystem(const LoggedEvent& event, const RunFrame& frame, std::vector<std::string>& found)
{
    if (event.daemonProcessId != frame.daemonProcessId)
        found.push_back("Execution ProcessID is not the daemon's: " + event.summary());
    if (event.computer != frame.computer)
        found.push_back("Computer is " + event.computer + ": " + event.summary());
    if (event.systemTimeNs < frame.beganNs || event.systemTimeNs > frame.endedNs)
        found.push_back("SystemTime is not within the run: " + event.summary());
    if (event.utcTimeNs > event.systemTimeNs + millisecond)
        found.push_back("UtcTime is later than SystemTime: " + event.summary());
}

void checkOrder(const LoggedEvent& earlier, const LoggedEvent& later,
                std::vector<std::string>& found)
{
    if (later.recordId != earlier.recordId + 1)
        found.push_back("EventRecordID " + std::to_string(later.recordId) + " follows " +
                        std::to_string(earlier.recordId));
}

/// Events of the kernel come in the order of its clock, but for those that had to wait. (Started
/// may be later than the first of them: they happened while the rest was being attached.) UtcTime
/// has milliseconds, and the offset between the clocks may be measured again in between.
void checkKernelOrder(const std::vector<LoggedEvent>& events, std::vector<std::string>& found)
{
    uint64_t latestNs = 0;
    for (const LoggedEvent& event : events) {
        if (!isOfKernel(event)) continue;
        if (event.utcTimeNs + millisecond < latestNs && !mayHaveWaited(event))
            found.push_back("UtcTime goes back by " +
                            std::to_string((latestNs - event.utcTimeNs) / millisecond) +
                            " ms: " + event.summary());
        latestNs = std::max(latestNs, event.utcTimeNs);
    }
}

void checkNotItself(const LoggedEvent& event, const RunFrame& frame,
                    std::vector<std::string>& found)
{
    const std::string daemon = std::to_string(frame.daemonProcessId);
    if (event["ProcessId"] == daemon || event["ParentProcessId"] == daemon)
        found.push_back("logged about itself: " + event.summary());
    if (event.id == ErrorReport && !isPerhapsNothing(event))
        found.push_back("error event: " + event.summary());
}

void checkStates(const std::vector<LoggedEvent>& events, std::vector<std::string>& found)
{
    const auto count = [&](uint32_t id, std::string_view state) {
        return std::ranges::count_if(events, [&](const LoggedEvent& event) {
            return event.id == id && event["State"] == state;
        });
    };
    if (count(StateChange, "Started") != 1) found.push_back("not exactly one event Started");
    if (count(ConfigurationChange, {}) != 1) found.push_back("not exactly one event 16");
    if (count(StateChange, "Stopped") != 1) found.push_back("not exactly one event Stopped");
    if (events.empty() || events.back()["State"] != "Stopped")
        found.push_back("the last event is not Stopped");
}

} // namespace

std::vector<std::string> checkRun(const std::vector<LoggedEvent>& events, const RunFrame& frame)
{
    std::vector<std::string> found;
    for (size_t i = 0; i < events.size(); ++i) {
        checkSystem(events[i], frame, found);
        checkNotItself(events[i], frame, found);
        if (i > 0) checkOrder(events[i - 1], events[i], found);
    }
    checkKernelOrder(events, found);
    checkStates(events, found);
    return found;
}

} // namespace sysmon::e2e
