// SPDX-License-Identifier: MIT
//
// The parts of sysinternalsEBPF that need no kernel.
#include "recordQueue.h"
#include "failure.h"
#include "kernelVersion.h"
#include "libbpfLog.h"
#include "recordOrder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <thread>

using namespace sysinternals;
using testing::ElementsAre;

namespace {

Record makeRecord(uint64_t timeNs, uint16_t type = 1, uint32_t size = sizeof(telemetryRecord))
{
    std::vector<std::byte> bytes(size);
    telemetryRecord header{type, 0, size, timeNs};
    memcpy(bytes.data(), &header, sizeof(header));
    return Record(bytes.data(), bytes.size());
}

std::vector<uint64_t> times(const std::vector<Record>& records)
{
    std::vector<uint64_t> result;
    for (const Record& record : records)
        result.push_back(record->timeNs);
    return result;
}

TEST(KernelVersion, ReadsWhatDistributionsCallTheirKernels)
{
    EXPECT_EQ(parseKernelVersion("6.1.0-18-amd64"), TELEMETRY_KERNEL(6, 1, 0));
    EXPECT_EQ(parseKernelVersion("4.19.304"), TELEMETRY_KERNEL(4, 19, 304));
    EXPECT_EQ(parseKernelVersion("7.2-rc3"), TELEMETRY_KERNEL(7, 2, 0));
    EXPECT_EQ(parseKernelVersion("linux"), 0u);
}

TEST(KernelVersion, PatchLevelsAbove255DoNotReachTheMinorVersion)
{
    EXPECT_LT(parseKernelVersion("4.19.304"), TELEMETRY_KERNEL(4, 20, 0));
    EXPECT_LT(TELEMETRY_KERNEL(5, 5, 65535), TELEMETRY_KERNEL(5, 6, 0));
}

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

TEST(LibbpfLog, FindsTheProgramThatWasRefusedAndTheVerifiersLastWords)
{
    LibbpfLog log;
    log.append("libbpf: prog 'first': BPF program load failed: Permission denied\n"
               "libbpf: prog 'first': -- BEGIN PROG LOAD LOG --\n"
               "12: (79) r1 = *(u64 *)(r2 +0)\n"
               "R2 invalid mem access 'scalar'\n"
               "processed 13 insns (limit 1000000)\n"
               "-- END PROG LOAD LOG --\n"
               "libbpf: prog 'first': failed to load: -13\n"
               "libbpf: failed to load object 'x.o'\n");
    EXPECT_EQ(log.failedProgram(), "first");
    EXPECT_EQ(log.reason(), "R2 invalid mem access 'scalar'");
}

TEST(LibbpfLog, ReportsTheLastLineWhenNoProgramIsToBlame)
{
    LibbpfLog log;
    log.append("libbpf: map 'm': failed to create: Operation not permitted(-1)\n");
    EXPECT_EQ(log.failedProgram(), "");
    EXPECT_EQ(log.reason(), "libbpf: map 'm': failed to create: Operation not permitted(-1)");
}

} // namespace
