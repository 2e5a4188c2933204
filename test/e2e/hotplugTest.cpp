// SPDX-License-Identifier: MIT
//
// A processor goes offline and comes back, as all but the first do when a machine is suspended:
// what happens meanwhile, and on it afterwards, is logged.
//
// It takes a processor from everybody on the machine, so it is only played where
// SYSMON_TEST_HOTPLUG is in the environment, as in guests.
#include "comparison.h"
#include "kernelFacts.h"
#include "stage.h"

#include <sched.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <thread>
#include <utility>

namespace sysmon::e2e {
namespace {

using namespace std::chrono_literals;

constexpr int lastProcessor = 1;
constexpr int rounds = 3;

/// Before the program is executed.
void runOnTheOne()
{
    cpu_set_t processors;
    CPU_ZERO(&processors);
    CPU_SET(lastProcessor, &processors);
    if (sched_setaffinity(0, sizeof processors, &processors) != 0) _exit(1);
}

class Hotplug : public Stage {
protected:
    void SetUp() override
    {
        Stage::SetUp();
        if (IsSkipped()) return;
        if (!getenv("SYSMON_TEST_HOTPLUG"))
            GTEST_SKIP() << "SYSMON_TEST_HOTPLUG is not set: it would stop a processor";
        if (access(switch_.c_str(), W_OK) != 0) GTEST_SKIP() << "there is no " << switch_;
        actor_ = program("manyEvents");
        startDaemon(writeFile("config.xml",
                              configurationFor(Logged::FileCreates, directory(), uniqueName())));
    }
    void TearDown() override
    {
        if (access(switch_.c_str(), W_OK) == 0) setOnline(true);
        Stage::TearDown();
    }

    void setOnline(bool online) const
    {
        std::ofstream file(switch_);
        file << (online ? '1' : '0') << std::flush;
        if (!file) throw std::runtime_error("cannot write " + switch_);
    }

    using Actor = std::unique_ptr<ChildProcess>;
    Actor begin(const std::string& count, std::function<void()> prepare = {})
    {
        Actor actor = std::make_unique<ChildProcess>(
            std::vector<std::string>{actor_, count},
            ChildProcess::Options{.directory = workDirectory(), .prepare = std::move(prepare)});
        actor->closeInput();
        return actor;
    }
    void end(ChildProcess& actor)
    {
        ASSERT_EQ(actor.waitExit(4 * longEnough), 0) << actor.errors();
        reports_.push_back(parseActorReport(actor.output()));
    }

    /// All that each one did is there, and in order.
    void compareEach()
    {
        for (const ActorReport& report : reports_) {
            std::vector<ExpectedEvent> expected;
            for (const Deed& deed : report.deeds)
                expected.push_back(expectedEvent(deed, machine()));
            std::vector<LoggedEvent> logged = loggedHere();
            std::erase_if(logged, [&](const LoggedEvent& event) {
                return event["ProcessId"] != std::to_string(report.self.processId);
            });
            EXPECT_EQ(compareEvents(expected, logged), "");
        }
    }

    const std::string switch_ =
        "/sys/devices/system/cpu/cpu" + std::to_string(lastProcessor) + "/online";
    std::string actor_;
    std::vector<ActorReport> reports_;
};

TEST_F(Hotplug, OfAProcessorThatComesBackHidesNothingOnIt)
{
    for (int i = 0; i < rounds; ++i) {
        setOnline(false);
        const Actor meanwhile = begin("100");
        end(*meanwhile);
        setOnline(true);
        // Else its ring is opened within half a second.
        if (!hasRingForAllProcessors()) std::this_thread::sleep_for(2s);
        const Actor after = begin("100", runOnTheOne);
        end(*after);
    }
    awaitAllWritten();
    stopDaemon();
    compareEach();
}

TEST_F(Hotplug, UnderLoadHidesNothing)
{
    if (!hasRingForAllProcessors())
        GTEST_SKIP() << "before 5.8 a processor that comes back loses what it cannot send";
    std::vector<Actor> actors;
    for (int i = 0; i < 4; ++i)
        actors.push_back(begin("1000"));
    for (int i = 0; i < rounds; ++i) {
        setOnline(false);
        std::this_thread::sleep_for(300ms);
        setOnline(true);
        std::this_thread::sleep_for(300ms);
    }
    for (const Actor& actor : actors)
        end(*actor);
    awaitAllWritten();
    stopDaemon();
    compareEach();
}

} // namespace
} // namespace sysmon::e2e
