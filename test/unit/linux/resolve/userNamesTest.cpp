// SPDX-License-Identifier: MIT
#include "userNames.h"

#include "slowService.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>

namespace sysmon {
namespace {

using test::bobTheNth;
using test::SlowService;

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
    EXPECT_EQ(*users.name(1000)->get(), "alice");
    EXPECT_EQ(*users.name(0)->get(), "root");
    EXPECT_EQ(service.questions(), 0);
}

TEST_F(UserNamesTest, ChangesOfTheFileAreSeen)
{
    service.answerAll();
    const auto now = UserNames::Clock::now();
    EXPECT_EQ(*users.name(1000, now)->get(), "alice");
    folder.file("passwd", "root:x:0:0::/:/bin/sh\nrenamed:x:1000:1000::/:/bin/sh\n"
                          "fresh:x:1001:1001::/:/bin/sh\n");
    EXPECT_EQ(*users.name(1001, now)->get(), "fresh") << "a new one at once";
    EXPECT_EQ(*users.name(1000, now + LocalAccounts::checkInterval)->get(), "renamed");
    std::filesystem::remove(passwd);
    EXPECT_EQ(*users.name(0, now + 2 * LocalAccounts::checkInterval)->get(), "root");
}

TEST_F(UserNamesTest, OthersAreAskedForOnce)
{
    const DeferredTextPtr name = users.name(5000);
    EXPECT_EQ(name->get(), nullptr) << "nobody waits for it";
    EXPECT_EQ(users.name(5000), name);
    service.answerAll();
    EXPECT_EQ(*name->get(), "bob5000");
    EXPECT_EQ(service.questions(), 1);
}

TEST_F(UserNamesTest, AreBounded)
{
    service.answerAll();
    const auto begin = UserNames::Clock::now();
    for (uint32_t i = 5000; i < 5000 + UserNames::maxNames + 100; ++i)
        EXPECT_EQ(*users.name(i, begin)->get(), bobTheNth(i));
    EXPECT_LE(users.size(), UserNames::maxNames);
    EXPECT_EQ(*users.name(1'900'000'000, begin + UserNames::maxAge)->get(), "bob1900000000");
    EXPECT_EQ(users.size(), 1U) << "the old ones made room";
}

} // namespace
} // namespace sysmon
