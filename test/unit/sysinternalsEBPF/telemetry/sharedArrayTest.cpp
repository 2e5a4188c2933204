// SPDX-License-Identifier: MIT
//
// As root only.
#include "sharedArray.h"
#include "handle.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>

#include <array>
#include <unistd.h>

using namespace sysinternals;

namespace {

using Value = std::array<uint8_t, 12>; // no multiple of a word
constexpr Value kFirst = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
constexpr Value kSecond = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32};
constexpr uint32_t kCount = 3;

/// Whether the map can be mapped.
class SharedArrayTest : public testing::TestWithParam<bool> {
protected:
    void SetUp() override
    {
        if (geteuid() != 0) GTEST_SKIP() << "BPF maps need root";
        bpf_map_create_opts options{};
        options.sz = sizeof(options);
        options.map_flags = GetParam() ? BPF_F_MMAPABLE : 0;
        map_ = FileDescriptor(bpf_map_create(BPF_MAP_TYPE_ARRAY, "sharedArray", sizeof(uint32_t),
                                             sizeof(Value), kCount, &options));
        ASSERT_GE(map_.get(), 0);
    }

    Value inKernel(uint32_t index)
    {
        Value value{};
        EXPECT_EQ(bpf_map_lookup_elem(map_.get(), &index, value.data()), 0);
        return value;
    }

    FileDescriptor map_;
};

TEST_P(SharedArrayTest, HasWhatTheKernelHas)
{
    SharedArray array(map_.get(), kCount, sizeof(Value));
    EXPECT_EQ(array.isMapped(), GetParam());
    EXPECT_TRUE(array.write(0, kFirst.data()));
    EXPECT_TRUE(array.write(2, kSecond.data()));
    EXPECT_EQ(inKernel(0), kFirst);
    EXPECT_EQ(inKernel(1), Value{});
    EXPECT_EQ(inKernel(2), kSecond);
    const uint32_t middle = 1;
    ASSERT_EQ(bpf_map_update_elem(map_.get(), &middle, kSecond.data(), BPF_ANY), 0);
    Value read{};
    EXPECT_TRUE(array.read(middle, read.data()));
    EXPECT_EQ(read, kSecond);
}

TEST_P(SharedArrayTest, EndsWhereTheMapEnds)
{
    SharedArray array(map_.get(), kCount, sizeof(Value));
    Value value = kFirst;
    EXPECT_FALSE(array.read(kCount, value.data()));
    EXPECT_FALSE(array.write(kCount, value.data()));
    EXPECT_EQ(value, kFirst);
}

INSTANTIATE_TEST_SUITE_P(Calls, SharedArrayTest, testing::Values(false));
INSTANTIATE_TEST_SUITE_P(Mapped, SharedArrayTest, testing::Values(true));

} // namespace
