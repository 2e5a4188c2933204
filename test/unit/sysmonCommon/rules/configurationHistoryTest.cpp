// SPDX-License-Identifier: MIT
#include "configurationHistory.h"

#include <gtest/gtest.h>

namespace sysmon {
namespace {

using History = ConfigurationHistory<int>;

constexpr uint64_t second = 1'000'000'000;

std::shared_ptr<const int> value(int number)
{
    return std::make_shared<const int>(number);
}

TEST(ConfigurationHistory, DecidesByWhatCountedAtTheTime)
{
    History history(value(1));
    history.change(value(2), 100 * second);
    history.change(value(3), 101 * second);
    EXPECT_EQ(*history.at(0), 1);
    EXPECT_EQ(*history.at(100 * second - 1), 1);
    EXPECT_EQ(*history.at(100 * second), 2);
    EXPECT_EQ(*history.at(101 * second - 1), 2);
    EXPECT_EQ(*history.at(101 * second), 3);
    EXPECT_EQ(*history.at(UINT64_MAX), 3);
}

TEST(ConfigurationHistory, CanChangeForAllTimes)
{
    History history(value(1));
    history.change(value(2), 100 * second);
    history.change(value(3), 0);
    EXPECT_EQ(*history.at(1), 3);
    EXPECT_EQ(*history.at(200 * second), 3);
}

TEST(ConfigurationHistory, ForgetsWhatIsNoLongerNeeded)
{
    auto first = value(1);
    const std::weak_ptr<const int> watch = first;
    History history(std::move(first));
    history.change(value(2), 100 * second);
    history.forget(100 * second + History::settleNs);
    EXPECT_FALSE(watch.expired());
    history.forget(100 * second + History::settleNs + 1);
    EXPECT_TRUE(watch.expired());
    EXPECT_EQ(*history.at(1), 2) << "older events are decided by the oldest that is left";
}

TEST(ConfigurationHistory, DoesNotGrowWithChanges)
{
    auto first = value(1);
    const std::weak_ptr<const int> watch = first;
    History history(std::move(first));
    for (int i = 2; i < 100; ++i)
        history.change(value(i), static_cast<uint64_t>(i) * 2 * History::settleNs);
    EXPECT_TRUE(watch.expired());
    EXPECT_EQ(*history.at(UINT64_MAX), 99);
}

} // namespace
} // namespace sysmon
