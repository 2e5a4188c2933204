// SPDX-License-Identifier: MIT
#include "resolverPool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace sysmon {
namespace {

using namespace std::chrono_literals;
using Answer = std::shared_ptr<ResolverAnswer>;

constexpr auto longEnough = 60s;

class ResolverPoolTest : public testing::Test {
protected:
    std::mutex mutex; ///< for what follows
    std::vector<std::string> problems;
    std::set<pid_t> running;
    std::atomic<int> begun = 0;

    ResolverPool::Options options()
    {
        return {.program = runningProgram,
                .kind = "odd",
                .passBy = 600s,
                .kill = 600s,
                .calls = {.problem =
                              [this](const std::string& text) {
                                  const std::lock_guard lock(mutex);
                                  problems.push_back(text);
                              },
                          .ownProcess =
                              [this](pid_t process, bool begins) {
                                  const std::lock_guard lock(mutex);
                                  begun += begins;
                                  if (begins)
                                      running.insert(process);
                                  else
                                      running.erase(process);
                              }}};
    }

    /// One that passes by whoever stands still, and kills nobody.
    ResolverPool::Options impatient()
    {
        ResolverPool::Options given = options();
        given.passBy = 500ms;
        return given;
    }

    static Answer ask(ResolverPool& pool, const std::string& path, uint32_t user = 0)
    {
        return pool.ask(user, {.facts = {}, .path = path});
    }

    /// Without the process that made it.
    static std::string said(const Answer& answer)
    {
        if (!answer) return "not asked";
        const std::string* const text = answer->text.waitFor(longEnough);
        return text == nullptr ? "never came" : text->substr(0, text->find(" by "));
    }
};

TEST_F(ResolverPoolTest, AnswersComeFromAnotherProcess)
{
    ResolverPool pool(options());
    const Answer first = ask(pool, "one"), second = ask(pool, "once");
    EXPECT_EQ(said(first), "one");
    EXPECT_EQ(said(second), "once");
    EXPECT_TRUE(first->lasts);
    EXPECT_FALSE(second->lasts);
    EXPECT_NE(*first->text.get(), "one by " + std::to_string(getpid()));
    EXPECT_EQ(begun, 1);
}

TEST_F(ResolverPoolTest, NothingRunsBeforeSomethingIsAsked)
{
    const ResolverPool pool(options());
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(begun, 0);
}

TEST_F(ResolverPoolTest, OneThatStandsStillIsPassedBy)
{
    ResolverPool pool(impatient());
    const Answer stuck = ask(pool, "stand still");
    std::vector<Answer> others;
    for (int i = 0; i < 20; ++i)
        others.push_back(ask(pool, std::to_string(i)));
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(said(others[i]), std::to_string(i));
    EXPECT_EQ(stuck->text.get(), nullptr) << "it still has its time";
}

TEST_F(ResolverPoolTest, OneThatWorksIsNotPassedByHoweverLongAStepTakes)
{
    ResolverPool pool(impatient());
    EXPECT_EQ(said(ask(pool, "first")), "first") << "it takes its time to begin";
    begun = 0;
    const Answer slow = ask(pool, "work hard"), other = ask(pool, "other");
    EXPECT_EQ(said(slow), "work hard");
    EXPECT_EQ(said(other), "other");
    EXPECT_EQ(begun, 0) << "nobody else was asked";
}

TEST_F(ResolverPoolTest, OneThatStandsStillForLongIsKilled)
{
    ResolverPool::Options killing = impatient();
    killing.kill = 700ms;
    ResolverPool pool(killing);
    const Answer stuck = ask(pool, "stand still");
    EXPECT_EQ(said(stuck), "");
    EXPECT_FALSE(stuck->lasts);
    EXPECT_EQ(said(ask(pool, "other")), "other");
}

TEST_F(ResolverPoolTest, AsManyAsThereMayBeStandStillAndNothingIsLostInTheEnd)
{
    ResolverPool::Options killing = impatient();
    killing.kill = 700ms;
    ResolverPool pool(killing);
    std::vector<Answer> stuck;
    for (int i = 0; i < 10; ++i)
        stuck.push_back(ask(pool, "stand still"));
    const Answer other = ask(pool, "other", 7);
    EXPECT_EQ(said(other), "other");
    for (const Answer& answer : stuck)
        EXPECT_EQ(said(answer), "");
}

TEST_F(ResolverPoolTest, ACrashCostsOneAnswer)
{
    ResolverPool pool(options());
    EXPECT_EQ(said(ask(pool, "before")), "before");
    const Answer crash = ask(pool, "crash");
    std::vector<Answer> others;
    for (int i = 0; i < 5; ++i)
        others.push_back(ask(pool, std::to_string(i)));
    EXPECT_EQ(said(crash), "");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(said(others[i]), std::to_string(i));
    const std::lock_guard lock(mutex);
    EXPECT_EQ(problems.size(), 0U);
}

TEST_F(ResolverPoolTest, AProgramThatIsMissingIsToldOnce)
{
    ResolverPool::Options none = options();
    none.program = "/nonexistent/sysmon";
    ResolverPool pool(none);
    EXPECT_EQ(said(ask(pool, "one")), "");
    for (int i = 0; i < 100; ++i) {
        const std::string answer = said(ask(pool, "more"));
        EXPECT_TRUE(answer.empty() || answer == "not asked") << answer;
    }
    const std::lock_guard lock(mutex);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_NE(problems[0].find("odd end before they answer"), std::string::npos) << problems[0];
}

TEST_F(ResolverPoolTest, UsersTakeTurns)
{
    ResolverPool pool(options());
    std::vector<Answer> many;
    for (int i = 0; i < 500; ++i)
        many.push_back(ask(pool, "take your time", 1000));
    EXPECT_EQ(said(ask(pool, "other", 1001)), "other");
    EXPECT_EQ(many.back()->text.get(), nullptr);
}

TEST_F(ResolverPoolTest, OneUserDoesNotHoldAllProcesses)
{
    ResolverPool pool(impatient());
    std::vector<Answer> stuck;
    for (int i = 0; i < 10; ++i)
        stuck.push_back(ask(pool, "stand still", 1000));
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(said(ask(pool, "other", 1001)), "other");
    std::this_thread::sleep_for(1500ms); // time to pass by two more
    EXPECT_EQ(said(ask(pool, "other", 1001)), "other");
    for (const Answer& answer : stuck)
        EXPECT_EQ(answer->text.get(), nullptr);
}

TEST_F(ResolverPoolTest, OneUserDoesNotFillIt)
{
    ResolverPool::Options small = impatient();
    small.waitingOfUser = 10;
    small.waiting = 1000;
    ResolverPool pool(small);
    const Answer stuck = ask(pool, "stand still", 1000);
    int refused = 0;
    for (int i = 0; i < 100; ++i)
        refused += ask(pool, "take your time", 1000) == nullptr;
    EXPECT_GT(refused, 0);
    EXPECT_EQ(said(ask(pool, "other", 1001)), "other");
}

TEST_F(ResolverPoolTest, EndsWhileOneStandsStill)
{
    Answer stuck;
    const auto begin = std::chrono::steady_clock::now();
    {
        ResolverPool pool(options());
        EXPECT_EQ(said(ask(pool, "first")), "first");
        stuck = ask(pool, "stand still");
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, longEnough);
    EXPECT_EQ(stuck->text.get(), nullptr);
    const std::lock_guard lock(mutex);
    EXPECT_EQ(running.size(), 0U) << "all were waited for";
}

TEST_F(ResolverPoolTest, ProcessesEndWhenThereIsNothingToDo)
{
    ResolverPool::Options brief = options();
    brief.idle = 100ms;
    ResolverPool pool(brief);
    EXPECT_EQ(said(ask(pool, "first")), "first");
    const auto giveUp = std::chrono::steady_clock::now() + longEnough;
    bool ended = false;
    while (!ended && std::chrono::steady_clock::now() < giveUp) {
        std::this_thread::sleep_for(10ms);
        const std::lock_guard lock(mutex);
        ended = running.empty();
    }
    EXPECT_TRUE(ended);
    EXPECT_EQ(said(ask(pool, "again")), "again");
    EXPECT_EQ(begun, 2);
}

} // namespace
} // namespace sysmon
