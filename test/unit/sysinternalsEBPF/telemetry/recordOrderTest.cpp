// SPDX-License-Identifier: MIT
#include "recordOrder.h"

#include "telemetryRecords.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sysinternals;
using sysinternals::test::makeRecord;
using sysinternals::test::times;
using testing::ElementsAre;

namespace {

TEST(RecordOrder, ReleasesInTheOrderOfTimeWhatIsOlderThanTheWatermark)
{
    RecordOrder order;
    for (uint64_t time : {30, 10, 50, 20})
        order.add(makeRecord(time));

    std::vector<Record> released;
    order.release(30, released);
    EXPECT_THAT(times(released), ElementsAre(10, 20));

    order.add(makeRecord(25));
    order.release(UINT64_MAX, released);
    EXPECT_THAT(times(released), ElementsAre(25, 30, 50));
}

TEST(RecordOrder, KeepsTheOrderOfRecordsWithTheSameTime)
{
    RecordOrder order;
    for (uint16_t type : {1, 2, 3})
        order.add(makeRecord(7, type));
    std::vector<Record> released;
    order.release(8, released);
    ASSERT_EQ(released.size(), 3u);
    EXPECT_EQ(released[0]->type, 1);
    EXPECT_EQ(released[1]->type, 2);
    EXPECT_EQ(released[2]->type, 3);
}

} // namespace
