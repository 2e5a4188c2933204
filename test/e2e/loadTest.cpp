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

    /// Lets several processes run the actor at the same time and compares each one's events.
    void compareTogether(const char* actor, const char* count, Logged logged)
    {
        constexpr int processes = 4;
        constexpr auto longEnoughForAll = processes * longEnough; // they may share one processor
        const std::string busy = program(actor);
        ASSERT_NO_FATAL_FAILURE(startDaemon(
            writeFile("config.xml", configurationFor(logged, directory(), uniqueName()))));
        std::vector<std::unique_ptr<ChildProcess>> actors;
        for (int i = 0; i < processes; ++i)
            actors.push_back(std::make_unique<ChildProcess>(
                std::vector<std::string>{busy, count},
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
};

/// Whoever keeps the machine busy hides nothing.
class AdversaryLoad : public Load {};

TEST_F(Load, OfFourProcessesIsLoggedWhole)
{
    compareTogether("manyEvents", "2500", Logged::FileCreates);
}

// A kernel that preempts programs must not skip those of other tasks meanwhile.
TEST_F(AdversaryLoad, InDeepFoldersIsLoggedWhole)
{
    compareTogether("createAndDelete", "1000", Logged::Files);
}

} // namespace
} // namespace sysmon::e2e
