// SPDX-License-Identifier: MIT
//
// Many events at once, from several processes: none is lost, each process's are in order.
#include "comparison.h"
#include "stage.h"

#include <memory>

namespace sysmon::e2e {
namespace {

class Load : public Stage {
protected:
    /// What was logged of one process.
    std::vector<LoggedEvent> loggedOf(uint32_t processId) const
    {
        std::vector<LoggedEvent> found = loggedHere();
        std::erase_if(found, [&](const LoggedEvent& event) {
            return event["ProcessId"] != std::to_string(processId);
        });
        return found;
    }
};

TEST_F(Load, OfFourProcessesIsLoggedWhole)
{
    constexpr int processes = 4;
    constexpr auto longEnoughForAll = processes * longEnough; // they may share one processor
    const std::string many = program("manyEvents");
    ASSERT_NO_FATAL_FAILURE(startDaemon(
        writeFile("config.xml", configurationFor(Logged::FileCreates, directory(), uniqueName()))));
    std::vector<std::unique_ptr<ChildProcess>> actors;
    for (int i = 0; i < processes; ++i)
        actors.push_back(
            std::make_unique<ChildProcess>(std::vector<std::string>{many, "2500"},
                                           ChildProcess::Options{.directory = workDirectory()}));
    std::vector<ActorReport> reports;
    for (const auto& actor : actors) {
        actor->closeInput();
        ASSERT_EQ(actor->waitExit(longEnoughForAll), 0) << actor->errors();
        reports.push_back(parseActorReport(actor->output()));
    }
    awaitAllWritten();
    stopDaemon();
    for (const ActorReport& report : reports) {
        std::vector<ExpectedEvent> expected;
        for (const Deed& deed : report.deeds)
            expected.push_back(expectedEvent(deed, machine()));
        EXPECT_EQ(compareEvents(expected, loggedOf(report.self.processId)), "");
    }
}

} // namespace
} // namespace sysmon::e2e
