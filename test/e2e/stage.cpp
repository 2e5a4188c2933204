// SPDX-License-Identifier: MIT
#include "stage.h"

#include "comparison.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace sysmon::e2e {

namespace {

// Below a second where there is time; a busy emulated processor takes many to detach all probes. As
// systemd by default waits before it kills.
constexpr std::chrono::milliseconds timeToStop{90'000};
constexpr int actorUnsupported = 77;

/// A text per line, each indented, for a failure message.
std::string list(const std::vector<std::string>& texts)
{
    std::string joined;
    for (const std::string& text : texts)
        joined += "    " + text + "\n";
    return joined;
}

/// The actor's own events 1 and 5: this program is its parent.
void addActorItself(ActorReport& report, uint64_t startedNs, uint64_t releasedNs, uint64_t endedNs)
{
    const ProcessFacts test = readProcessFacts(getpid());
    report.deeds.insert(report.deeds.begin(),
                        {1, startedNs, report.begunNs, report.self, test, ""});
    report.deeds.push_back({5, releasedNs, endedNs, report.self, {}, ""});
}

} // namespace

void Stage::SetUp()
{
    if (geteuid() != 0) GTEST_SKIP() << "end-to-end tests need root";
    chmod(directory().c_str(), 0755);
    for (const char* name : {"bin", "work"}) {
        std::filesystem::create_directory(directory() / name);
        chmod((directory() / name).c_str(), 0777); // actors also act as other users
    }
    marker_ = program("marker");
}

std::string Stage::program(const std::string& name)
{
    const std::filesystem::path copy = directory() / "bin" / name;
    if (!exists(copy)) copy_file(std::filesystem::path(E2E_ACTORS) / name, copy);
    return copy;
}

std::string Stage::writeFile(const std::string& name, const std::string& content)
{
    const std::filesystem::path path = directory() / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
}

void Stage::startDaemon(const std::string& configurationPath, ChildProcess::Options options,
                        const std::vector<std::string>& switches)
{
    daemon_ = std::make_unique<DaemonRun>(configurationPath, std::move(options), switches);
    ASSERT_TRUE(daemon_->waitStarted())
        << "the daemon did not start: " << daemon_->errors() << list(daemon_->badLines());
}

void Stage::awaitAllWritten()
{
    ChildProcess marker({marker_});
    const std::string id = std::to_string(marker.processId());
    ASSERT_EQ(marker.waitExit(longEnough), 0) << marker.errors();
    const auto isMarker = [&](const LoggedEvent& event) {
        return event.id == 1 && event["ProcessId"] == id && event["Image"] == marker_;
    };
    ASSERT_TRUE(daemon_->waitFor(isMarker))
        << "the marker's event did not come: " << daemon_->errors() << list(daemon_->badLines());
}

void Stage::stopDaemon(int signal)
{
    const std::optional<int> status = daemon_->stop(signal, timeToStop);
    ASSERT_TRUE(status) << "still running " << timeToStop.count() << " ms after the signal";
    EXPECT_EQ(*status, 0) << daemon_->errors();
    for (const char* word : {"warn", "error", "fail", "lost", "cannot", "could not"})
        EXPECT_EQ(daemon_->errors().find(word), std::string::npos) << daemon_->errors();
    const std::vector<std::string> problems = daemon_->runProblems(machine_.computer);
    EXPECT_TRUE(problems.empty()) << "in the whole run:\n" << list(problems);
}

std::vector<LoggedEvent> Stage::loggedHere() const
{
    std::vector<LoggedEvent> found;
    for (const LoggedEvent& event : daemon_->events()) {
        const std::string_view image = event[event.id == 10 ? "SourceImage" : "Image"];
        const bool isHere = image.starts_with(directory().string() + "/") ||
                            image.starts_with("/memfd:" + uniqueName());
        if (!isHere || image == marker_) continue;
        // One that waited for its hash, as on a busy machine, belongs where its time says.
        auto place = found.end();
        if (event.id == 1 || event.id == 23)
            place = std::ranges::find_if(found, [&](const LoggedEvent& earlier) {
                return earlier.utcTimeNs > event.utcTimeNs;
            });
        found.insert(place, event);
    }
    return found;
}

std::optional<ActorReport> Stage::play(const Scenario& scenario,
                                       const std::vector<std::string>& arguments)
{
    std::vector<std::string> commandLine = {program(scenario.actor)};
    commandLine.insert(commandLine.end(), arguments.begin(), arguments.end());
    const uint64_t startedNs = realTimeNs();
    ChildProcess actor(commandLine, {.directory = workDirectory()});
    const auto lines = actor.waitLines(0, std::chrono::steady_clock::now() + longEnough);
    if (scenario.actorStays) awaitAllWritten();
    const uint64_t releasedNs = realTimeNs();
    actor.closeInput();
    const std::optional<int> status = actor.waitExit(longEnough);
    const uint64_t endedNs = realTimeNs();
    awaitAllWritten();
    if (status == actorUnsupported) {
        whyNotPossible_ = std::string(scenario.actor) + ": " + actor.errors();
        return {};
    }
    if (status != 0 || lines.size() != 1)
        throw std::runtime_error(std::string(scenario.actor) + ": " + actor.errors());
    ActorReport report = parseActorReport(lines[0]);
    if (scenario.logged == Logged::Processes || scenario.logged == Logged::Everything)
        addActorItself(report, startedNs, releasedNs, endedNs);
    return report;
}

void Stage::compare(const ActorReport& report)
{
    std::vector<ExpectedEvent> expected;
    for (const Deed& deed : report.deeds)
        expected.push_back(expectedEvent(deed, machine()));
    const std::string problems = compareEvents(expected, loggedHere());
    EXPECT_TRUE(problems.empty()) << problems;
}

} // namespace sysmon::e2e
