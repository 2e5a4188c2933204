// SPDX-License-Identifier: MIT
//
// Many events at once, from several processes: none is lost, each process's are in order.
#include "comparison.h"
#include "stage.h"

#include <memory>
#include <set>
#include <utility>

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

    /// Lets several processes run the actor at the same time.
    void playTogether(const char* actor, const char* count, Logged logged)
    {
        constexpr int processes = 4;
        constexpr auto longEnoughForAll = processes * longEnough; // they may share one processor
        const std::string busy = program(actor);
        program("idle");
        ASSERT_NO_FATAL_FAILURE(startDaemon(
            writeFile("config.xml", configurationFor(logged, directory(), uniqueName()))));
        std::vector<std::unique_ptr<ChildProcess>> actors;
        for (int i = 0; i < processes; ++i)
            actors.push_back(std::make_unique<ChildProcess>(
                std::vector<std::string>{busy, count},
                ChildProcess::Options{.directory = workDirectory()}));
        for (const auto& one : actors) {
            one->closeInput();
            ASSERT_EQ(one->waitExit(longEnoughForAll), 0) << one->errors();
            reports_.push_back(parseActorReport(one->output()));
        }
        awaitAllWritten();
        stopDaemon();
    }

    /// Each one's events are there, and in order.
    void compareEach() const
    {
        for (const ActorReport& report : reports_) {
            std::vector<ExpectedEvent> expected;
            for (const Deed& deed : report.deeds)
                expected.push_back(expectedEvent(deed, machine()));
            EXPECT_EQ(compareEvents(expected, loggedOf(report.self.processId)), "");
        }
    }

    std::vector<ActorReport> reports_;
};

/// Whoever keeps the machine busy hides nothing.
class AdversaryLoad : public Load {};

TEST_F(Load, OfFourProcessesIsLoggedWhole)
{
    ASSERT_NO_FATAL_FAILURE(playTogether("manyEvents", "2500", Logged::FileCreates));
    compareEach();
}

// A kernel that preempts programs must not skip those of other tasks meanwhile.
TEST_F(AdversaryLoad, InDeepFoldersIsLoggedWhole)
{
    ASSERT_NO_FATAL_FAILURE(playTogether("createAndDelete", "1000", Logged::Files));
    compareEach();
}

TEST_F(AdversaryLoad, OfProgramsIsLoggedWhole)
{
    ASSERT_NO_FATAL_FAILURE(playTogether("executeOften", "100", Logged::Processes));
    std::set<std::pair<uint32_t, std::string>> done;
    for (const ActorReport& report : reports_)
        for (const Deed& deed : report.deeds)
            done.emplace(deed.eventId, std::to_string(deed.process.processId));
    std::set<std::pair<uint32_t, std::string>> logged;
    const std::string idle = program("idle");
    for (const LoggedEvent& event : loggedHere()) {
        if (event["Image"] != idle) continue;
        EXPECT_TRUE(logged.emplace(event.id, event["ProcessId"]).second) << event.summary();
    }
    EXPECT_EQ(logged, done);
}

} // namespace
} // namespace sysmon::e2e
