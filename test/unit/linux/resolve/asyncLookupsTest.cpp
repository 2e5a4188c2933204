// SPDX-License-Identifier: MIT
#include "asyncLookups.h"

#include "slowService.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace sysmon {
namespace {

using test::bobTheNth;
using test::SlowService;
using Lookups = AsyncLookups<uint32_t>;

/// A service that answers at once.
DeferredTextPtr said(const std::string& text)
{
    return std::make_shared<DeferredText>(text);
}

TEST(AsyncLookups, AnswersAreSharedAndRemembered)
{
    SlowService service;
    Lookups lookups(service.asking<uint32_t>(bobTheNth), {});
    const DeferredTextPtr first = lookups.get(7, 0);
    EXPECT_EQ(first->get(), nullptr);
    EXPECT_EQ(lookups.get(7, 0), first);
    service.answerAll();
    ASSERT_NE(first->get(), nullptr);
    EXPECT_EQ(*first->get(), "bob7");
    EXPECT_EQ(lookups.get(7, 0), first);
    EXPECT_EQ(service.questions(), 1);
}

TEST(AsyncLookups, OldAnswersAreGivenUntilTheNewOneIsThere)
{
    DeferredTextPtr late;
    Lookups lookups([&](const uint32_t&, uint32_t) { return late ? late : said("v1"); }, {});
    const auto now = Lookups::Clock::now();
    const DeferredTextPtr first = lookups.get(7, 0, now);
    late = std::make_shared<DeferredText>();
    const auto later = now + std::chrono::seconds(60);
    EXPECT_EQ(lookups.get(7, 0, later), first) << "asked again, but not waited for";
    EXPECT_EQ(lookups.get(7, 0, later), first);
    late->set("v2");
    EXPECT_EQ(*lookups.get(7, 0, later)->get(), "v2");
}

TEST(AsyncLookups, NoAnswerIsForgottenSooner)
{
    bool exists = false;
    Lookups lookups([&](const uint32_t&, uint32_t) { return said(exists ? "new" : ""); }, {});
    const auto now = Lookups::Clock::now();
    EXPECT_EQ(*lookups.get(7, 0, now)->get(), "");
    exists = true;
    EXPECT_EQ(*lookups.get(7, 0, now + std::chrono::seconds(9))->get(), "");
    EXPECT_EQ(*lookups.get(7, 0, now + std::chrono::seconds(10))->get(), "new");
}

TEST(AsyncLookups, NobodyWaitsForWhatIsOverdue)
{
    const auto late = std::make_shared<DeferredText>();
    Lookups lookups([&](const uint32_t&, uint32_t) { return late; }, {});
    const auto now = Lookups::Clock::now();
    EXPECT_EQ(lookups.get(7, 0, now), late);
    EXPECT_EQ(lookups.get(7, 0, now + std::chrono::milliseconds(200)), late);
    EXPECT_EQ(lookups.get(7, 0, now + std::chrono::seconds(2)), nullptr);
    late->set("bob");
    EXPECT_EQ(lookups.get(7, 0, now + std::chrono::seconds(3)), late);
}

TEST(AsyncLookups, AreBounded)
{
    Lookups lookups([](const uint32_t& key, uint32_t) { return said(bobTheNth(key)); },
                    {.entries = 10});
    for (uint32_t key = 0; key < 100; ++key) {
        EXPECT_EQ(*lookups.get(key, 0)->get(), bobTheNth(key));
        EXPECT_LE(lookups.size(), 10U);
    }
}

TEST(AsyncLookups, TheUserWhoWantsToKnowIsTheOneWhoAsks)
{
    uint32_t asker = 0;
    Lookups lookups(
        [&](const uint32_t&, uint32_t userId) {
            asker = userId;
            return said("bob");
        },
        {});
    lookups.get(7, 1000);
    EXPECT_EQ(asker, 1000U);
}

TEST(AsyncLookups, WhoeverHasNoRoomIsAskedAgain)
{
    bool hasRoom = false;
    Lookups lookups([&](const uint32_t&, uint32_t) { return hasRoom ? said("bob") : nullptr; }, {});
    EXPECT_EQ(lookups.get(7, 0), nullptr);
    hasRoom = true;
    EXPECT_EQ(*lookups.get(7, 0)->get(), "bob");
}

} // namespace
} // namespace sysmon
