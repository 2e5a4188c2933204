// SPDX-License-Identifier: MIT
#include "recordQueue.h"

#include "telemetryRecords.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

using namespace sysinternals;
using sysinternals::test::makeRecord;
using sysinternals::test::times;
using testing::ElementsAre;

namespace {

TEST(RecordQueue, DropsAndCountsByTypeWhatDoesNotFit)
{
    RecordQueue queue(100);
    std::vector<Record> records;
    records.push_back(makeRecord(1, 1, 60));
    records.push_back(makeRecord(2, 11, 60));
    records.push_back(makeRecord(3, 1, 30));
    records.push_back(makeRecord(4, 11, 60));
    queue.push(records);

    RecordQueue::Batch batch;
    queue.take(batch, 0);
    EXPECT_THAT(times(batch.records), ElementsAre(1, 3));
    EXPECT_EQ(queue.depth().bytes, 0u);
    EXPECT_EQ(queue.depth().mostBytes, 90u);
    ASSERT_EQ(batch.lost.size(), 1u);
    EXPECT_EQ(batch.lost[0].place, TELEMETRY_LOST_AT_QUEUE);
    EXPECT_EQ(batch.lost[0].type, 11u);
    EXPECT_EQ(batch.lost[0].count, 2u);
}

TEST(RecordQueue, HasRoomAgainAfterItWasEmptied)
{
    RecordQueue queue(64);
    RecordQueue::Batch batch;
    for (uint64_t time : {1, 2, 3}) {
        std::vector<Record> records;
        records.push_back(makeRecord(time, 1, 64));
        queue.push(records);
        queue.take(batch, 0);
        EXPECT_THAT(times(batch.records), ElementsAre(time));
        EXPECT_TRUE(batch.lost.empty());
    }
}

TEST(RecordQueue, LossesOfRingAndQueueAreToldApart)
{
    RecordQueue queue(0);
    std::vector<Record> records;
    records.push_back(makeRecord(1, 5));
    queue.push(records);
    queue.countLost(5, 41);

    RecordQueue::Batch batch;
    queue.take(batch, 0);
    ASSERT_EQ(batch.lost.size(), 2u);
    EXPECT_EQ(batch.lost[0].place, TELEMETRY_LOST_AT_RING);
    EXPECT_EQ(batch.lost[0].count, 41u);
    EXPECT_EQ(batch.lost[1].place, TELEMETRY_LOST_AT_QUEUE);
    EXPECT_EQ(batch.lost[1].count, 1u);
    queue.take(batch, 0);
    EXPECT_TRUE(batch.lost.empty());
}

TEST(RecordQueue, WakesTheThreadThatWaits)
{
    RecordQueue queue(1000);
    RecordQueue::Batch batch;
    std::thread waiter([&] { queue.take(batch, -1); });
    std::vector<Record> records;
    records.push_back(makeRecord(9));
    queue.push(records);
    waiter.join();
    EXPECT_THAT(times(batch.records), ElementsAre(9));
}

} // namespace
