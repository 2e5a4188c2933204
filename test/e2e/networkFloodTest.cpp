// SPDX-License-Identifier: MIT
//
// More flows and connections at once than can be followed where the kernel takes no programs on its
// functions: none of them goes uncounted.
#include "kernelFacts.h"
#include "stage.h"

#include <csignal>
#include <regex>
#include <set>

namespace sysmon::e2e {
namespace {

using namespace std::chrono_literals;

class NetworkFlood : public Stage {
protected:
    /// What the events 255 count as lost of event 3.
    size_t lostConnections()
    {
        static const std::regex counted("([0-9]+) Network connection detected");
        size_t lost = 0;
        for (const LoggedEvent& event : daemon().events()) {
            std::smatch match;
            const std::string text(event.id == 255 ? event["Description"] : "");
            if (std::regex_search(text, match, counted)) lost += std::stoul(match[1]);
        }
        return lost;
    }

    static std::string connectionOf(const LoggedEvent& event)
    {
        return event["Initiated"] + ' ' + event["SourcePort"] + ' ' + event["DestinationPort"];
    }

    static std::string connectionOf(const NetworkDeed& deed)
    {
        return std::string(deed.initiated ? "true" : "false") + ' ' +
               std::to_string(deed.initiated ? deed.localPort : deed.remotePort) + ' ' +
               std::to_string(deed.initiated ? deed.remotePort : deed.localPort);
    }

    /// Plays the actor, and returns how many of its connections and flows are not logged.
    size_t missingOf(const char* actor)
    {
        const Scenario scenario{actor, Logged::Network};
        program(scenario.actor);
        startDaemon(
            writeFile("config.xml", configurationFor(scenario.logged, directory(), uniqueName())));
        if (HasFatalFailure()) return 0;
        const std::optional<ActorReport> report = play(scenario);
        EXPECT_TRUE(report) << whyNotPossible();
        EXPECT_TRUE(daemon().stop(SIGTERM, 20s)) << "still running";
        std::set<std::string> told, happened;
        for (const LoggedEvent& event : loggedHere())
            EXPECT_TRUE(told.insert(connectionOf(event)).second) << "twice: " << event.summary();
        if (!report) return 0;
        for (const Deed& deed : report->deeds)
            happened.insert(connectionOf(deed.network));
        size_t missing = 0;
        for (const std::string& connection : happened)
            missing += told.erase(connection) == 0;
        EXPECT_EQ(told, std::set<std::string>()) << "did not happen";
        return missing;
    }
};

TEST_F(NetworkFlood, OfDatagramsToOneSocketHidesNone)
{
    const size_t missing = missingOf("udpManySenders");
    EXPECT_LE(missing, takesFunctionHooks() ? 0 : lostConnections());
}

TEST_F(NetworkFlood, OfConnectsHidesNone)
{
    const size_t missing = missingOf("tcpFlood");
    EXPECT_LE(missing, remembersInSockets() ? 0 : lostConnections());
}

} // namespace
} // namespace sysmon::e2e
