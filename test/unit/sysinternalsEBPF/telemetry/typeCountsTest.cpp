// SPDX-License-Identifier: MIT
//
// As root only.
#include "typeCounts.h"
#include "handle.h"
#include "telemetryRecord.h"

#include <bpf/bpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <unistd.h>

using namespace sysinternals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

namespace {

class TypeCountsTest : public testing::Test {
protected:
    void SetUp() override
    {
        if (geteuid() != 0) GTEST_SKIP() << "BPF maps need root";
        map_ = FileDescriptor(bpf_map_create(BPF_MAP_TYPE_ARRAY, "typeCounts", sizeof(uint32_t),
                                             sizeof(uint64_t), TELEMETRY_MAX_TYPES, nullptr));
        ASSERT_GE(map_.get(), 0);
        counts_ = std::make_unique<TypeCounts>(map_.get());
    }

    void set(uint32_t type, uint64_t count)
    {
        ASSERT_EQ(bpf_map_update_elem(map_.get(), &type, &count, BPF_ANY), 0);
    }

    std::map<uint32_t, uint64_t> takeNew()
    {
        std::map<uint32_t, uint64_t> taken;
        counts_->takeNew([&](uint32_t type, uint64_t count) { taken[type] += count; });
        return taken;
    }

    FileDescriptor map_;
    std::unique_ptr<TypeCounts> counts_;
};

TEST_F(TypeCountsTest, TellsWhatIsNew)
{
    EXPECT_THAT(takeNew(), IsEmpty());
    set(3, 2);
    set(TELEMETRY_MAX_TYPES - 1, 1);
    set(0, 3);
    EXPECT_THAT(takeNew(), ElementsAre(Pair(3, 2), Pair(TELEMETRY_MAX_TYPES - 1, 1)));
    EXPECT_THAT(takeNew(), IsEmpty());
    set(3, 7);
    set(0, 8);
    EXPECT_THAT(takeNew(), ElementsAre(Pair(3, 5)));
}

TEST_F(TypeCountsTest, TellsWhatHasNoTypeAsTypeZero)
{
    set(2, 1);
    set(0, 5);
    EXPECT_THAT(takeNew(), ElementsAre(Pair(0, 4), Pair(2, 1)));
    set(2, 3);
    set(0, 7);
    EXPECT_THAT(takeNew(), ElementsAre(Pair(2, 2)));
    set(0, 8);
    EXPECT_THAT(takeNew(), ElementsAre(Pair(0, 1)));
}

/// A program counts under the type before it counts the total.
TEST_F(TypeCountsTest, WhatIsJustBeingCountedHasItsTypeNow)
{
    set(2, 5);
    set(0, 4);
    EXPECT_THAT(takeNew(), ElementsAre(Pair(2, 5)));
    set(0, 5);
    EXPECT_THAT(takeNew(), IsEmpty());
}

} // namespace
