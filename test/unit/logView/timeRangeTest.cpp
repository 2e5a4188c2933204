// SPDX-License-Identifier: MIT
#include "timeRange.h"

#include "error.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace sysmon::view {
namespace {

constexpr uint64_t now = 1'795'314'112'422'000'000; // 2026-11-22 02:21:52.422

TEST(TimeRange, BeginAndEndAreInside)
{
    const auto contains = [](const char* range, const char* time) {
        return TimeRange(range, now).contains(time);
    };
    EXPECT_TRUE(contains("2026-11-22", "2026-11-22 00:00:00.000"));
    EXPECT_TRUE(contains("2026-11-22", "2027-01-01 00:00:00.000"));
    EXPECT_FALSE(contains("2026-11-22", "2026-11-21 23:59:59.999"));
    EXPECT_TRUE(contains("..2026-11-22", "2026-11-22 23:59:59.999"));
    EXPECT_FALSE(contains("..2026-11-22", "2026-11-23 00:00:00.000"));
    EXPECT_TRUE(contains("2026-11-22T10:15..2026-11-22 10:15Z", "2026-11-22 10:15:59.999"));
    EXPECT_FALSE(contains("2026-11-22T10:15..2026-11-22 10:15", "2026-11-22 10:16:00.000"));
    EXPECT_TRUE(contains("10:15:30.250..", "2026-11-22 10:15:30.250"));
    EXPECT_FALSE(contains("10:15:30.250..", "2026-11-22 10:15:30.249"));
    EXPECT_TRUE(contains("30s..", "2026-11-22 02:21:22.422"));
    EXPECT_FALSE(contains("30s..", "2026-11-22 02:21:22.421"));
    EXPECT_TRUE(contains("1d..2h", "2026-11-21 02:21:52.422"));
    EXPECT_FALSE(contains("1d..2h", "2026-11-22 00:21:52.423"));
    EXPECT_TRUE(TimeRange().contains("2026-11-22 02:21:52.422"));
    EXPECT_TRUE(TimeRange().contains("")) << "an event without a time";
}

TEST(TimeRange, RefusesWhatIsNotATime)
{
    for (const char* const range : {"",
                                    "..",
                                    "yesterday",
                                    "2026-13-01",
                                    "2026-02-30",
                                    "2026-11-2",
                                    "25:00",
                                    "10:60",
                                    "10",
                                    "5x",
                                    "m",
                                    "-5m",
                                    "99999999999999999999d",
                                    "9999999999d",
                                    "2026-11-22 10:15:30.2",
                                    "2026-11-22..2026-11-21",
                                    "10:15..10:14",
                                    "2026-11-22..x",
                                    "Z",
                                    "1h..2h"})
        EXPECT_THROW(TimeRange(range, now), UsageError) << range;
}

} // namespace
} // namespace sysmon::view
