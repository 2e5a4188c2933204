// SPDX-License-Identifier: MIT
#include "syntheticBtf.h"

#include "btfOffsets.h"
#include "offsetSamples.h"

#include <gtest/gtest.h>

#include <vector>

using namespace sysinternals;
using sysinternals::test::someOffsets;

namespace {

TEST(SyntheticBtf, SaysWhatItWasMadeOf)
{
    Offsets offsets = someOffsets();
    std::vector<std::byte> bytes = makeSyntheticBtf(offsets);
    BtfReader btf(bytes, "synthetic");
    Offsets read = offsetsFromBtf(btf);
    for (const OffsetEntry& entry : offsetEntries())
        EXPECT_EQ(placeText(read, entry.id), placeText(offsets, entry.id)) << entry.name();
}

TEST(SyntheticBtf, HasOtherNamesOfMembersAndNoAbsentOnes)
{
    std::vector<std::byte> bytes = makeSyntheticBtf(someOffsets());
    BtfReader btf(bytes, "synthetic");
    auto task = btf.findStruct("task_struct");
    auto inode = btf.findStruct("inode");
    ASSERT_TRUE(task && inode);
    EXPECT_TRUE(btf.findMember(*task, "start_boottime"));
    EXPECT_TRUE(btf.findMember(*task, "real_start_time"));
    EXPECT_TRUE(btf.findMember(*inode, "__i_ctime"));
    EXPECT_FALSE(btf.findMember(*inode, "i_ctime_sec"));
}

} // namespace
