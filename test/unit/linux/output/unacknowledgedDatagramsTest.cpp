// SPDX-License-Identifier: MIT
#include "unacknowledgedDatagrams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sysmon {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts(UnacknowledgedDatagrams& unread)
{
    std::deque<QueuedDatagram> queue;
    unread.giveBack(queue);
    std::vector<std::string> found;
    for (const QueuedDatagram& datagram : queue)
        found.push_back(datagram.bytes);
    return found;
}

TEST(UnacknowledgedDatagrams, TheNewestAreThoseThatFillTheMemory)
{
    constexpr size_t each = 2304; // what the kernel charges for one
    UnacknowledgedDatagrams unread;
    for (size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(unread.unacknowledgedAre(i * each), 0U); // nobody reads
        unread.add(std::to_string(i), 1);
    }
    EXPECT_EQ(unread.unacknowledgedAre(5 * each), 0U);
    EXPECT_EQ(unread.unacknowledgedAre(2 * each), 3U);
    EXPECT_EQ(unread.size(), 2U);
    EXPECT_THAT(texts(unread), ElementsAre("3", "4"));
    EXPECT_TRUE(unread.empty());
}

/// Where it cannot be told exactly, more is taken for unread, never less.
TEST(UnacknowledgedDatagrams, WhatWasNotMeasuredCountsForLittle)
{
    constexpr size_t each = 2304;
    UnacknowledgedDatagrams unread;
    for (size_t i = 0; i < 6; ++i)
        unread.add(std::string(1000, 'x') + std::to_string(i), 1);
    unread.unacknowledgedAre(2 * each);
    EXPECT_GE(unread.size(), 2U);
    EXPECT_LT(unread.size(), 6U);
    unread.unacknowledgedAre(0);
    EXPECT_TRUE(unread.empty());
}

TEST(UnacknowledgedDatagrams, ComeBeforeWhatWaitsAndKeepTheirTypes)
{
    UnacknowledgedDatagrams unread;
    unread.add("first", 11);
    unread.add("second", 23);
    std::deque<QueuedDatagram> queue{{"third", 1}};
    unread.giveBack(queue);
    ASSERT_EQ(queue.size(), 3U);
    EXPECT_EQ(queue[0].bytes, "first");
    EXPECT_EQ(queue[0].eventId, 11);
    EXPECT_EQ(queue[1].eventId, 23);
    EXPECT_EQ(queue[2].bytes, "third");
}

} // namespace
} // namespace sysmon
