// SPDX-License-Identifier: MIT
//
// Every process tells of its parent what the parent's own event told, whatever CPUs they ran on.
#include "stage.h"

#include <map>
#include <memory>
#include <thread>

namespace sysmon::e2e {
namespace {

class Parents : public Stage {
protected:
    /// Runs chains from one process per processor and waits for all of them.
    void runChains(int count, int starters)
    {
        std::vector<std::unique_ptr<ChildProcess>> running;
        for (int i = 0; i < starters; ++i)
            running.push_back(std::make_unique<ChildProcess>(
                std::vector<std::string>{program("execChain"), std::to_string(count / starters)}));
        constexpr std::chrono::seconds enough{100};
        for (const auto& process : running)
            ASSERT_EQ(process->waitExit(enough), 0) << process->errors();
    }
};

void expectParent(const LoggedEvent& child, const LoggedEvent& parent)
{
    EXPECT_EQ(child["ParentProcessId"], parent["ProcessId"]);
    EXPECT_EQ(child["ParentImage"], parent["Image"]);
    EXPECT_EQ(child["ParentCommandLine"], parent["CommandLine"]);
    EXPECT_EQ(child["ParentUser"], parent["User"]);
}

TEST_F(Parents, OfManyChainsAreWhatTheirOwnEventsSay)
{
    // One emulated processor takes its time.
    const int starters = std::thread::hardware_concurrency() > 1 ? 2 : 1;
    const int chains = starters > 1 ? 5000 : 300;
    constexpr int linksPerChain = 2;
    program("execChain");
    ASSERT_NO_FATAL_FAILURE(startDaemon(
        writeFile("config.xml", configurationFor(Logged::Processes, directory(), uniqueName()))));
    ASSERT_NO_FATAL_FAILURE(runChains(chains, starters));
    awaitAllWritten();
    stopDaemon();

    std::map<std::string, LoggedEvent> byGuid;
    int links = 0;
    for (const LoggedEvent& event : loggedHere()) {
        if (event.id != 1) continue;
        EXPECT_TRUE(byGuid.emplace(event["ProcessGuid"], event).second) << event.summary();
        if (!event["CommandLine"].ends_with("end")) continue; // a starter: this test is its parent
        ++links;
        const auto parent = byGuid.find(event["ParentProcessGuid"]);
        ASSERT_NE(parent, byGuid.end())
            << "its parent's event is not before it: " << event.summary();
        expectParent(event, parent->second);
        if (HasFailure()) FAIL() << event.summary();
    }
    EXPECT_EQ(links, chains * linksPerChain);
}

} // namespace
} // namespace sysmon::e2e
