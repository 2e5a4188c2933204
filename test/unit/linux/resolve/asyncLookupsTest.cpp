// SPDX-License-Identifier: MIT
#include "asyncLookups.h"

#include "slowService.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

namespace sysmon {
namespace {

using test::bobTheNth;
using test::longEnough;
using test::SlowService;
using Lookups = AsyncLookups<uint32_t>;

TEST(AsyncLookups, AnswersAreSharedAndRemembered)
{
    SlowService service;
    Lookups lookups(service.asking<uint32_t>(bobTheNth), {});
    const DeferredTextPtr first = lookups.get(7);
    EXPECT_EQ(first->get(), nullptr);
    EXPECT_EQ(lookups.get(7), first);
    service.answerAll();
    ASSERT_NE(first->waitFor(longEnough), nullptr);
    EXPECT_EQ(*first->get(), "bob7");
    EXPECT_EQ(lookups.get(7), first);
    EXPECT_EQ(service.questions(), 1);
}

TEST(AsyncLookups, OldAnswersAreGivenUntilTheNewOneIsThere)
{
    std::atomic<int> version = 1;
    Lookups lookups([&](const uint32_t&) { return "v" + std::to_string(version); }, {});
    const auto now = Lookups::Clock::now();
    const DeferredTextPtr first = lookups.get(7, now);
    ASSERT_NE(first->waitFor(longEnough), nullptr);
    version = 2;
    const auto later = now + std::chrono::seconds(60);
    EXPECT_EQ(lookups.get(7, later), first) << "asked again, but not waited for";
    while (lookups.get(7, later) == first)
        std::this_thread::yield();
    EXPECT_EQ(*lookups.get(7, later)->get(), "v2");
}

TEST(AsyncLookups, NoAnswerIsForgottenSooner)
{
    std::atomic<bool> exists = false;
    Lookups lookups([&](const uint32_t&) { return exists ? "new" : ""; }, {});
    const auto now = Lookups::Clock::now();
    ASSERT_NE(lookups.get(7, now)->waitFor(longEnough), nullptr);
    exists = true;
    EXPECT_EQ(*lookups.get(7, now + std::chrono::seconds(9))->get(), "");
    const DeferredTextPtr again = lookups.get(7, now + std::chrono::seconds(10));
    ASSERT_NE(again->waitFor(longEnough), nullptr);
    EXPECT_EQ(*again->get(), "new");
}

TEST(AsyncLookups, AreBounded)
{
    SlowService service;
    Lookups lookups(service.asking<uint32_t>(bobTheNth),
                    {.entries = 10, .questions = 5, .threads = 1});
    unsigned refused = 0;
    for (uint32_t key = 0; key < 100; ++key)
        refused += lookups.get(key) == nullptr;
    EXPECT_GE(refused, 94U) << "one is being asked for, five wait";
    service.answerAll();
    for (uint32_t key = 0; key < 100; ++key) {
        DeferredTextPtr text;
        while (!(text = lookups.get(key)))
            std::this_thread::yield();
        ASSERT_NE(text->waitFor(longEnough), nullptr);
        EXPECT_LE(lookups.size(), 10U);
    }
}

TEST(AsyncLookups, EndWhileTheServiceIsStuck)
{
    SlowService service;
    DeferredTextPtr text;
    {
        Lookups lookups(service.asking<uint32_t>(bobTheNth), {});
        text = lookups.get(7);
        while (service.questions() == 0)
            std::this_thread::yield();
    }
    service.answerAll();
    EXPECT_NE(text->waitFor(longEnough), nullptr);
}

} // namespace
} // namespace sysmon
