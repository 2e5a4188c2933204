// SPDX-License-Identifier: MIT
//
// Each scenario: the daemon runs, the actor acts, and what was written is exactly what follows from
// what the actor says it did, and nothing more.
#include "comparison.h"
#include "stage.h"

#include <algorithm>
#include <set>

namespace sysmon::e2e {
namespace {

constexpr int actorUnsupported = 77;

class ScenarioTest : public Stage, public ::testing::WithParamInterface<Scenario> {
protected:
    /// Runs the actor while the daemon does. Its report, with the events of the actor itself where
    /// processes are logged; nothing if this system cannot play it.
    std::optional<ActorReport> play(std::vector<std::string> arguments = {});
    void compare(const ActorReport& report);

private:
    void addActorItself(ActorReport& report, uint64_t startedNs, uint64_t releasedNs);
};

std::optional<ActorReport> ScenarioTest::play(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), program(GetParam().actor));
    const uint64_t startedNs = realTimeNs();
    ChildProcess actor(arguments, {.directory = workDirectory()});
    const auto lines = actor.waitLines(0, std::chrono::steady_clock::now() + longEnough);
    if (GetParam().actorStays) awaitAllWritten();
    const uint64_t releasedNs = realTimeNs();
    actor.closeInput();
    const std::optional<int> status = actor.waitExit(longEnough);
    awaitAllWritten();
    if (status == actorUnsupported) return {};
    if (status != 0 || lines.size() != 1)
        throw std::runtime_error(std::string(GetParam().actor) + ": " + actor.errors());
    ActorReport report = parseActorReport(lines[0]);
    addActorItself(report, startedNs, releasedNs);
    return report;
}

void ScenarioTest::addActorItself(ActorReport& report, uint64_t startedNs, uint64_t releasedNs)
{
    if (GetParam().logged != Logged::Processes && GetParam().logged != Logged::Everything) return;
    const ProcessFacts test = readProcessFacts(getpid());
    report.deeds.insert(report.deeds.begin(),
                        {1, startedNs, report.begunNs, report.self, test, ""});
    report.deeds.push_back({5, releasedNs, realTimeNs(), report.self, {}, ""});
}

void ScenarioTest::compare(const ActorReport& report)
{
    std::vector<ExpectedEvent> expected;
    for (const Deed& deed : report.deeds)
        expected.push_back(expectedEvent(deed, machine()));
    const std::string problems = compareEvents(expected, loggedHere());
    EXPECT_TRUE(problems.empty()) << problems;
}

TEST_P(ScenarioTest, LogsWhatHappenedAndNothingElse)
{
    for (const char* name : {GetParam().actor, "idle"})
        program(name);
    const std::string configuration =
        writeFile("config.xml", configurationFor(GetParam().logged, directory(), uniqueName()));
    ASSERT_NO_FATAL_FAILURE(startDaemon(configuration));
    const std::optional<ActorReport> report = play({uniqueName()});
    ASSERT_FALSE(HasFatalFailure());
    stopDaemon();
    if (!report) GTEST_SKIP() << "not possible on this system";
    compare(*report);
}

std::string scenarioName(const ::testing::TestParamInfo<Scenario>& info)
{
    return info.param.actor;
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioTest, ::testing::ValuesIn(scenarios()), scenarioName);

TEST(Scenarios, EveryActorThatIsBuiltIsRun)
{
    std::set<std::string> known, built;
    for (const Scenario& scenario : scenarios())
        known.insert(scenario.actor);
    for (const char* name : companions())
        known.insert(name);
    for (const auto& entry : std::filesystem::directory_iterator(E2E_ACTORS))
        built.insert(entry.path().filename());
    EXPECT_EQ(known, built);
}

} // namespace
} // namespace sysmon::e2e
