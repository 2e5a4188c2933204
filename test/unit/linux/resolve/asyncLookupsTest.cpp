// SPDX-License-Identifier: MIT
//
// Names that come from services which may be slow or dead.
#include "asyncLookups.h"
#include "hostNames.h"
#include "userNames.h"

#include "slowService.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace sysmon {
namespace {

using test::SlowService;
using Lookups = AsyncLookups<uint32_t>;

constexpr std::chrono::seconds longEnough{30};

std::string bobTheNth(const uint32_t& userId)
{
    return "bob" + std::to_string(userId);
}

Lookups::Ask asking(SlowService& service)
{
    return service.asking<uint32_t>(bobTheNth);
}

std::chrono::nanoseconds timeOf(const std::function<void()>& action)
{
    const auto begin = std::chrono::steady_clock::now();
    action();
    return std::chrono::steady_clock::now() - begin;
}

// ---- lookups ----

TEST(AsyncLookups, AnswersAreSharedAndRemembered)
{
    SlowService service;
    Lookups lookups(asking(service), {});
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
    Lookups lookups(asking(service), {.entries = 10, .questions = 5, .threads = 1});
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
        Lookups lookups(asking(service), {});
        text = lookups.get(7);
        while (service.questions() == 0)
            std::this_thread::yield();
    }
    service.answerAll();
    EXPECT_NE(text->waitFor(longEnough), nullptr);
}

// ---- users ----

TEST(UserNames, AccountsAndNumbers)
{
    UserNames users;
    EXPECT_EQ(users.name(0), "root");
    EXPECT_EQ(users.name(4294967290), "4294967290");
}

/// The name of `userId` when it has come: a busy machine may not let a service answer within the
/// time that an event waits.
std::string nameInTheEnd(UserNames& users, uint32_t userId, UserNames::Clock::time_point now)
{
    const auto giveUp = UserNames::Clock::now() + longEnough;
    std::string name;
    do {
        name = users.name(userId, now);
    } while (name == std::to_string(userId) && UserNames::Clock::now() < giveUp);
    return name;
}

class UserNamesTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    std::string passwd = folder.file("passwd", "root:x:0:0::/:/bin/sh\n"
                                               "alice:x:1000:1000::/:/bin/sh\n"
                                               "second:x:1000:1000::/:/bin/sh\n"
                                               "+@group::::::\n");
    SlowService service;
    UserNames users{asking(service), passwd};
};

TEST_F(UserNamesTest, LocalAccountsNeedNoService)
{
    EXPECT_EQ(users.name(1000), "alice");
    EXPECT_EQ(users.name(0), "root");
    EXPECT_EQ(service.questions(), 0);
}

TEST_F(UserNamesTest, ChangesOfTheFileAreSeen)
{
    service.answerAll();
    const auto now = UserNames::Clock::now();
    EXPECT_EQ(users.name(1000, now), "alice");
    folder.file("passwd", "root:x:0:0::/:/bin/sh\nrenamed:x:1000:1000::/:/bin/sh\n"
                          "fresh:x:1001:1001::/:/bin/sh\n");
    EXPECT_EQ(users.name(1001, now), "fresh") << "a new one at once";
    EXPECT_EQ(users.name(1000, now + LocalAccounts::checkInterval), "renamed");
    std::filesystem::remove(passwd);
    EXPECT_EQ(users.name(0, now + 2 * LocalAccounts::checkInterval), "root");
}

TEST_F(UserNamesTest, DeadServiceCostsOneWaitAndNoMore)
{
    const auto time = timeOf([&] {
        for (uint32_t i = 0; i < 10'000; ++i)
            EXPECT_EQ(users.name(5000 + i % 100), std::to_string(5000 + i % 100));
    });
    EXPECT_GE(time, UserNames::maxWait) << "the first was waited for";
    EXPECT_LT(time, 10'000 * UserNames::maxWait / 10);
    EXPECT_EQ(users.name(1000), "alice") << "local accounts are not touched";
}

TEST_F(UserNamesTest, NameIsUsedWhenItComesLate)
{
    EXPECT_EQ(users.name(5000), "5000");
    service.answerAll();
    while (users.name(5000) == "5000")
        std::this_thread::yield();
    EXPECT_EQ(users.name(5000), "bob5000");
    // A busy machine may let one of them come late, but not all.
    int waitedFor = 0;
    for (uint32_t userId = 5001; userId < 5101; ++userId)
        waitedFor += users.name(userId) == bobTheNth(userId);
    EXPECT_GT(waitedFor, 0) << "waited for again";
}

TEST(UserNames, AreBounded)
{
    const test::TemporaryFolder folder;
    UserNames users(bobTheNth, folder / "none");
    const auto begin = UserNames::Clock::now();
    for (uint32_t i = 1; i < UserNames::maxNames + 100; ++i)
        EXPECT_EQ(nameInTheEnd(users, i, begin), bobTheNth(i));
    EXPECT_LE(users.size(), UserNames::maxNames);
    EXPECT_EQ(nameInTheEnd(users, 1'900'000'000, begin + UserNames::maxAge), "bob1900000000");
    EXPECT_EQ(users.size(), 1U) << "the old ones made room";
}

// ---- hosts ----

TEST(HostNames, OfTheLoopbackInterface)
{
    HostNames hosts;
    const IpAddress loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
    const DeferredTextPtr name = hosts.name(loopback);
    ASSERT_NE(name->waitFor(longEnough), nullptr);
    EXPECT_EQ(*name->get(), askForHostName(loopback));
    EXPECT_EQ(hosts.name(loopback), name);
}

TEST(HostNames, NeverBlock)
{
    SlowService service;
    HostNames hosts(service.asking<IpAddress>([](const IpAddress&) { return "slow.example"; }));
    IpAddress address{};
    std::vector<DeferredTextPtr> names;
    for (int i = 0; i < 256; ++i) {
        address[15] = static_cast<uint8_t>(i);
        names.push_back(hosts.name(address));
        EXPECT_EQ(names.back()->get(), nullptr);
    }
    service.answerAll();
    for (const DeferredTextPtr& name : names) {
        ASSERT_NE(name->waitFor(longEnough), nullptr);
        EXPECT_EQ(*name->get(), "slow.example");
    }
}

} // namespace
} // namespace sysmon
