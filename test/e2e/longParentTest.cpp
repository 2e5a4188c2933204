// SPDX-License-Identifier: MIT
//
// Lines that are too long because of the parent's command line, alone and with the process's own.
#include "stage.h"

namespace sysmon::e2e {
namespace {

class LongParent : public Stage {
protected:
    /// The actor itself, parent of what it executes, gets an argument of 100 KiB.
    void playWithLongArgument(const char* actor)
    {
        const Scenario scenario{actor, Logged::Processes};
        for (const char* name : {actor, "idle"})
            program(name);
        ASSERT_NO_FATAL_FAILURE(startDaemon(
            writeFile("config.xml", configurationFor(scenario.logged, directory(), uniqueName()))));
        const auto report = play(scenario, {std::string(100 * 1024, 'p')});
        stopDaemon();
        ASSERT_TRUE(report);
        compare(*report);
    }
};

TEST_F(LongParent, IsCutBeforeTheProcessItself)
{
    playWithLongArgument("execProgram");
    for (const LoggedEvent& event : loggedHere()) {
        if (event["Image"].ends_with("/idle") && event.id == 1) {
            EXPECT_EQ(event["CommandLine"], "idle -a first argument two");
        }
    }
}

TEST_F(LongParent, AndLongProcessFitOneLine)
{
    playWithLongArgument("execLongCommandLine");
}

} // namespace
} // namespace sysmon::e2e
