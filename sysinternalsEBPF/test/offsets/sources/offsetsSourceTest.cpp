// SPDX-License-Identifier: MIT
#include "offsetsSource.h"

#include "failure.h"
#include "offsetsOnThisKernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

using namespace sysinternals;
using sysinternals::test::OffsetsOnThisKernel;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

/// What chooseOffsets() makes of a discovery that finds all but one member.
class DiscoveryWithAGap : public OffsetsOnThisKernel {
protected:
    ChosenOffsets choose(OffsetId gap, const std::set<OffsetId>& needed)
    {
        OffsetsSources sources;
        sources.allowed = TELEMETRY_OFFSETS_FROM(TELEMETRY_OFFSETS_DISCOVERY);
        sources.report = [this](const std::string& text) { reported_ += text; };
        sources.note = [this](const std::string& text) { noted_ += text; };
        sources.discover = [gap] {
            Discovered found{truth(), {}};
            found.offsets.forget(gap);
            return found;
        };
        return chooseOffsets(sources, needed);
    }

    std::string reported_;
    std::string noted_;
};

TEST_F(DiscoveryWithAGap, IsGoodEnoughIfNothingReadsTheMember)
{
    ChosenOffsets chosen = choose(OffsetId::sk_buff_head, {OffsetId::task_struct_pid});
    EXPECT_EQ(chosen.source, TELEMETRY_OFFSETS_DISCOVERY);
    EXPECT_EQ(chosen.offsets.byte(OffsetId::task_struct_pid),
              truth().byte(OffsetId::task_struct_pid));
    EXPECT_THAT(noted_, HasSubstr("which nothing reads: sk_buff.head"));
    EXPECT_THAT(reported_, IsEmpty());
}

TEST_F(DiscoveryWithAGap, IsRefusedByNameIfSomethingReadsTheMember)
{
    try {
        choose(OffsetId::sk_buff_head, {OffsetId::task_struct_pid, OffsetId::sk_buff_head});
        FAIL() << "it was taken";
    } catch (const Failure& failure) {
        EXPECT_THAT(failure.what(),
                    HasSubstr("discovery lacks these struct offsets: sk_buff.head\n"));
    }
}

} // namespace
