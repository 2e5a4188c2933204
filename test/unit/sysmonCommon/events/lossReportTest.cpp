// SPDX-License-Identifier: MIT
#include "lossReport.h"

#include <gtest/gtest.h>

namespace sysmon {
namespace {

constexpr uint64_t start = 1'000'000'000;

TEST(LossReport, NothingLostNothingReported)
{
    const LossReport report;
    EXPECT_FALSE(report.due(start));
    EXPECT_FALSE(report.pending());
}

TEST(LossReport, CountsByTypeAndKind)
{
    LossReport report;
    report.lost(LossPlace::Ring, 1, 3);
    report.lost(LossPlace::Ring, 11, 5);
    report.lost(LossPlace::Ring, 0, 2);
    report.lost(LossPlace::Ring, 1, 4);
    report.lost(LossPlace::Queue, 1, 6);
    report.invalid(0x1000, "shorter than its event");
    report.dropped(23, 9);
    report.dropped(23, 1);
    EXPECT_TRUE(report.due(start));
    EXPECT_EQ(
        report.take(start),
        "Lost before they could be read: 2 of unknown type, 7 Process Create, 5 File created. "
        "Lost because too many waited: 6 Process Create. "
        "Unusable records: 1 type 4096 (shorter than its event). "
        "Events that the output did not take: 10 File Delete archived.");
    EXPECT_FALSE(report.pending());
}

TEST(LossReport, SkippedRunsAreNotCertainLosses)
{
    LossReport report;
    report.skipped(3);
    report.skipped(4);
    EXPECT_TRUE(report.pending());
    EXPECT_EQ(report.take(1),
              "Runs of BPF programs that the kernel skipped, each perhaps an event: 7.");
    EXPECT_FALSE(report.pending());
}

TEST(LossReport, AtMostOncePerInterval)
{
    LossReport report;
    report.lost(LossPlace::Ring, 1, 1);
    report.take(start);
    report.lost(LossPlace::Ring, 1, 2);
    EXPECT_FALSE(report.due(start + LossReport::intervalNs - 1));
    EXPECT_TRUE(report.pending());
    EXPECT_TRUE(report.due(start + LossReport::intervalNs));
    EXPECT_EQ(report.take(start + LossReport::intervalNs),
              "Lost before they could be read: 2 Process Create.");
}

} // namespace
} // namespace sysmon
