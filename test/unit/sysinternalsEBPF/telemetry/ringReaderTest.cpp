// SPDX-License-Identifier: MIT
//
// The reader with a source that the test fills, without any kernel.
#include "ringReader.h"
#include "handle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <sys/eventfd.h>
#include <thread>

using namespace sysinternals;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Longer than records gather, on a busy machine, too.
constexpr int kPatienceMs = 10'000;

uint64_t nowNs()
{
    return static_cast<uint64_t>(Clock::now().time_since_epoch().count()); // CLOCK_MONOTONIC
}

/// What a test sends.
class TestSource final : public RecordSource {
public:
    void send(telemetryRecord record)
    {
        {
            const std::lock_guard lock(mutex_);
            record.size = sizeof(record);
            sent_.push_back(record);
        }
        wake();
    }
    void sendBytes(std::string bytes)
    {
        {
            const std::lock_guard lock(mutex_);
            bytes_ = std::move(bytes);
        }
        wake();
    }
    void setComplete(bool complete) { complete_ = complete; }
    void setNeedsRoom() { needsRoom_ = true; }
    int givenBack() const { return givenBack_; }
    int drained() const { return drained_; }
    void wake()
    {
        const uint64_t one = 1;
        ASSERT_EQ(write(event_.get(), &one, sizeof one), ssize_t{sizeof one});
    }

    int descriptor() const override { return event_.get(); }
    bool drain(RecordTaker& taker) override
    {
        const std::lock_guard lock(mutex_);
        drained_++;
        for (const telemetryRecord& record : sent_)
            taker.takeRecord(&record, sizeof record);
        sent_.clear();
        if (!bytes_.empty()) taker.takeRecord(bytes_.data(), bytes_.size());
        bytes_.clear();
        return complete_;
    }
    bool needsRoom() const override { return needsRoom_; }
    bool giveBack() override
    {
        givenBack_++;
        return false;
    }
    int idleTimeoutMs() const override { return -1; }
    size_t ringCount() const override { return 1; }
    size_t ringBytes() const override { return 4096; }

private:
    FileDescriptor event_{eventfd(0, EFD_NONBLOCK)};
    std::mutex mutex_;
    std::vector<telemetryRecord> sent_;
    std::string bytes_;
    std::atomic<bool> complete_ = true;
    std::atomic<bool> needsRoom_ = false;
    std::atomic<int> givenBack_ = 0;
    std::atomic<int> drained_ = 0;
};

class RingReaderTest : public testing::Test {
protected:
    /// Types of what is there within `timeoutMs`, which waits for the first.
    std::vector<uint16_t> takeTypes(int timeoutMs)
    {
        RecordQueue::Batch batch;
        queue_.take(batch, timeoutMs);
        std::vector<uint16_t> types;
        for (const Record& record : batch.records)
            types.push_back(record->type);
        return types;
    }

    static telemetryRecord record(uint16_t type, uint64_t timeNs, uint16_t flags = 0)
    {
        return {.type = type, .flags = flags, .size = 0, .timeNs = timeNs};
    }

    std::unique_ptr<TestSource> ownedSource_ = std::make_unique<TestSource>();
    TestSource& source_ = *ownedSource_;
    RecordQueue queue_{1u << 20};
    RingReader reader_{std::move(ownedSource_), -1, queue_};
};

TEST_F(RingReaderTest, YoungRecordsGatherAndComeInOrder)
{
    const uint64_t now = nowNs();
    source_.send(record(2, now));
    source_.send(record(1, now - 1));
    EXPECT_THAT(takeTypes(kPatienceMs), ElementsAre(1, 2));
    EXPECT_GE(nowNs(), now + 20'000'000);
}

TEST_F(RingReaderTest, UrgentOnesComeAtOnceWithWhatWasBeforeThem)
{
    const uint64_t later = nowNs() + 3'600'000'000'000; // is never old enough
    source_.send(record(3, later + 1));
    source_.send(record(1, later - 1));
    source_.send(record(2, later, TELEMETRY_RECORD_URGENT));
    EXPECT_THAT(takeTypes(kPatienceMs), ElementsAre(1, 2));
    reader_.stop();
    EXPECT_THAT(takeTypes(0), ElementsAre(3));
}

TEST_F(RingReaderTest, WhatMayStillBeMissingHoldsUpTheRest)
{
    source_.setComplete(false);
    source_.send(record(1, 1, TELEMETRY_RECORD_URGENT));
    EXPECT_THAT(takeTypes(100), IsEmpty());
    source_.setComplete(true);
    source_.send(record(2, 2));
    EXPECT_THAT(takeTypes(kPatienceMs), ElementsAre(1, 2));
}

TEST_F(RingReaderTest, RoomIsGivenBackAfterGatheringOrWhenItIsNeeded)
{
    const uint64_t later = nowNs() + 3'600'000'000'000;
    source_.send(record(1, later, TELEMETRY_RECORD_URGENT));
    EXPECT_THAT(takeTypes(kPatienceMs), ElementsAre(1));
    const auto deadline = Clock::now() + milliseconds(kPatienceMs);
    while (source_.givenBack() == 0 && Clock::now() < deadline)
        std::this_thread::sleep_for(milliseconds(1));
    EXPECT_EQ(source_.givenBack(), 1);
    source_.setNeedsRoom();
    source_.send(record(1, later + 1, TELEMETRY_RECORD_URGENT));
    EXPECT_THAT(takeTypes(kPatienceMs), ElementsAre(1));
    reader_.stop();
    EXPECT_GE(source_.givenBack(), 2);
}

TEST_F(RingReaderTest, SleepsWhenNothingComes)
{
    source_.send(record(1, 1));
    EXPECT_THAT(takeTypes(kPatienceMs), ElementsAre(1));
    std::this_thread::sleep_for(milliseconds(200)); // longer than it gathers
    const int drained = source_.drained();
    std::this_thread::sleep_for(milliseconds(500));
    EXPECT_EQ(source_.drained(), drained);
}

TEST_F(RingReaderTest, WhatIsNoRecordIsCounted)
{
    source_.sendBytes("no record");
    RecordQueue::Batch batch;
    queue_.take(batch, kPatienceMs);
    EXPECT_THAT(batch.records, IsEmpty());
    ASSERT_EQ(batch.lost.size(), 1u);
    EXPECT_EQ(batch.lost[0].place, TELEMETRY_LOST_AT_RING);
    EXPECT_EQ(batch.lost[0].type, 0u);
    EXPECT_EQ(batch.lost[0].count, 1u);
}

} // namespace
