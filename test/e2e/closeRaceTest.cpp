// SPDX-License-Identifier: MIT
//
// A program that closes its new files from a second thread: where the kernel takes no programs on
// its functions they cannot all be named, but none of them goes uncounted.
#include "stage.h"

#include <csignal>
#include <regex>

namespace sysmon::e2e {
namespace {

using namespace std::chrono_literals;

class CloseRace : public Stage {
protected:
    /// What the events 255 count as lost of event 11.
    size_t lostFiles()
    {
        static const std::regex counted("([0-9]+) File created");
        size_t lost = 0;
        for (const LoggedEvent& event : daemon().events()) {
            std::smatch match;
            const std::string text(event.id == 255 ? event["Description"] : "");
            if (std::regex_search(text, match, counted)) lost += std::stoul(match[1]);
        }
        return lost;
    }
};

TEST_F(CloseRace, HidesNoFileFromTheCounters)
{
    const Scenario scenario{"createWhileClosing", Logged::Files, true};
    program(scenario.actor);
    ASSERT_NO_FATAL_FAILURE(startDaemon(
        writeFile("config.xml", configurationFor(scenario.logged, directory(), uniqueName()))));
    const std::optional<ActorReport> report = play(scenario);
    ASSERT_TRUE(report) << whyNotPossible();
    ASSERT_TRUE(daemon().stop(SIGTERM, 20s)) << "still running";
    EXPECT_EQ(loggedHere().size() + lostFiles(), report->deeds.size());
}

} // namespace
} // namespace sysmon::e2e
