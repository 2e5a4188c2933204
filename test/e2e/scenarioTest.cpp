// SPDX-License-Identifier: MIT
//
// Each scenario: the daemon runs, the actor acts, and what was written is exactly what follows from
// what the actor says it did, and nothing more.
#include "stage.h"

#include <set>

namespace sysmon::e2e {
namespace {

class ScenarioTest : public Stage, public ::testing::WithParamInterface<Scenario> {};

TEST_P(ScenarioTest, LogsWhatHappenedAndNothingElse)
{
    for (const char* name : {GetParam().actor, "idle"})
        program(name);
    const std::string configuration =
        writeFile("config.xml", configurationFor(GetParam().logged, directory(), uniqueName()));
    ASSERT_NO_FATAL_FAILURE(startDaemon(configuration));
    const std::optional<ActorReport> report = play(GetParam(), {uniqueName()});
    ASSERT_FALSE(HasFatalFailure());
    stopDaemon();
    if (!report) GTEST_SKIP() << "not possible on this system: " << whyNotPossible();
    compare(*report);
}

std::string scenarioName(const ::testing::TestParamInfo<Scenario>& info)
{
    return info.param.actor;
}

INSTANTIATE_TEST_SUITE_P(All, ScenarioTest, ::testing::ValuesIn(playableScenarios(false)),
                         scenarioName);
INSTANTIATE_TEST_SUITE_P(Adversary, ScenarioTest, ::testing::ValuesIn(playableScenarios(true)),
                         scenarioName);

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
