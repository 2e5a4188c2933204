// SPDX-License-Identifier: MIT
#include "lossReport.h"

#include <gtest/gtest.h>

namespace sysmon {
namespace {

constexpr uint64_t start = 1'000'000'000;

TEST(LossReport, NothingLostNothingTold)
{
    const LossReport report;
    EXPECT_FALSE(report.due(start));
    EXPECT_FALSE(report.pending());
}

TEST(LossReport, CountsByTypeAndKind)
{
    LossReport report;
    report.lost(1, 3);
    report.lost(11, 5);
    report.lost(1, 4);
    report.invalid(0x1000, "shorter than its event");
    report.dropped(9);
    EXPECT_TRUE(report.due(start));
    EXPECT_EQ(report.take(start),
              "Lost before they could be read: 7 Process Create, 5 File created. "
              "Unusable records: 1 type 4096 (shorter than its event). "
              "Events that the output did not take: 9.");
    EXPECT_FALSE(report.pending());
}

TEST(LossReport, SkippedRunsAreNoCertainLoss)
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
    report.lost(1, 1);
    report.take(start);
    report.lost(1, 2);
    EXPECT_FALSE(report.due(start + LossReport::intervalNs - 1));
    EXPECT_TRUE(report.pending());
    EXPECT_TRUE(report.due(start + LossReport::intervalNs));
    EXPECT_EQ(report.take(start + LossReport::intervalNs),
              "Lost before they could be read: 2 Process Create.");
}

} // namespace
} // namespace sysmon
