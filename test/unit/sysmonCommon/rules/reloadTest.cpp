// SPDX-License-Identifier: MIT
//
// Rules are replaced while other threads decide by them. Under TSan this shows that a rule set
// needs no lock; in any build, that no event is decided by half a configuration.
#include "configuration.h"
#include "replaceable.h"
#include "ruleTrial.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace sysmon::test {
namespace {

/// Rules number `number`: an event of that number is included under its name, others are not.
std::shared_ptr<const RuleSet> numberedRules(int number)
{
    const std::string name = std::to_string(number);
    std::string rules = "<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">";
    for (int i = 0; i <= number; i++)
        rules += "<Image condition=\"contains\" name=\"" + name + "\">/bin/tool" +
                 std::to_string(i) + "/</Image>";
    rules += "<Rule groupRelation=\"and\" name=\"" + name +
             "\"><User>root</User><CommandLine "
             "condition=\"contains\">" +
             name + "</CommandLine></Rule>";
    return RuleSet::fromBlob(
        loadConfiguration(configurationOf(rules + "</ProcessCreate></RuleGroup>"), "reload").blob);
}

TEST(Reload, EveryEventIsDecidedByOneConfiguration)
{
    constexpr int reloads = 100;
    Replaceable<RuleSet> current(numberedRules(0));
    std::atomic<bool> done = false;
    std::atomic<int> wrong = 0;
    std::atomic<int> newest = 0; // what the threads have come to see
    const auto work = [&] {
        TrialEvent event(eventId::CreateProcess,
                         {{"Image", "/opt/bin/tool0/x"}, {"User", "root"}, {"CommandLine", "-"}});
        int seen = 0;
        while (!done) {
            const std::shared_ptr<const RuleSet> rules = current.get();
            const Decision decision = rules->FilterEventRules(event.id(), event);
            const int number = std::stoi(std::string(decision.ruleName));
            // Included by every configuration, under the name of a later one each time.
            if (!decision.included || number < seen) wrong++;
            seen = number;
            newest = number;
        }
    };
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; i++)
        threads.emplace_back(work);
    for (int number = 1; number <= reloads; number++)
        current.replace(numberedRules(number));
    while (newest != reloads)
        std::this_thread::yield();
    done = true;
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

} // namespace
} // namespace sysmon::test
