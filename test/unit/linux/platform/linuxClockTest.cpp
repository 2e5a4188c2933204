// SPDX-License-Identifier: MIT
#include "linuxClock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <fstream>

namespace sysmon {
namespace {

TEST(LinuxClock, AgreesWithTheWallClock)
{
    LinuxClock clock;
    const auto systemNow = [] {
        return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                         std::chrono::system_clock::now().time_since_epoch())
                                         .count());
    };
    const uint64_t before = systemNow();
    const uint64_t converted = clock.utcNs(clock.monotonicNowNs());
    const uint64_t after = systemNow();
    constexpr uint64_t tolerance = 1'000'000;
    EXPECT_GE(converted + tolerance, before);
    EXPECT_LE(converted, after + tolerance);
}

TEST(LinuxClock, BootWasBeforeNowAndInWholeSeconds)
{
    const uint64_t boot = readBootUtcNs();
    EXPECT_EQ(boot % 1'000'000'000, 0U);
    LinuxClock clock;
    const uint64_t now = clock.utcNs(clock.monotonicNowNs());
    EXPECT_LT(boot, now);
    // Not /proc/uptime: in some containers it is the container's.
    timespec uptime{};
    ASSERT_EQ(clock_gettime(CLOCK_BOOTTIME, &uptime), 0);
    EXPECT_NEAR(static_cast<double>(now - boot) / 1e9, static_cast<double>(uptime.tv_sec), 2.0);
}

TEST(MachineId, IsNotZero)
{
    EXPECT_NE(readMachineId(), 0U);
}

} // namespace
} // namespace sysmon
