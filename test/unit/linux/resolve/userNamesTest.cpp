// SPDX-License-Identifier: MIT
#include "userNames.h"

#include "slowService.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace sysmon {
namespace {

using test::bobTheNth;
using test::longEnough;
using test::SlowService;

std::chrono::nanoseconds timeOf(const std::function<void()>& action)
{
    const auto begin = std::chrono::steady_clock::now();
    action();
    return std::chrono::steady_clock::now() - begin;
}

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
    UserNames users{service.asking<uint32_t>(bobTheNth), passwd};
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

} // namespace
} // namespace sysmon
