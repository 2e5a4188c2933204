// SPDX-License-Identifier: MIT
#include "timeText.h"

#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

constexpr uint64_t second = 1'000'000'000;

std::string utc(uint64_t ns)
{
    char buffer[utcTimeSize];
    return std::string(utcTimeText(ns, buffer));
}

std::string system(uint64_t ns)
{
    char buffer[systemTimeSize];
    return std::string(systemTimeText(ns, buffer));
}

TEST(TimeText, UtcTimeHasMilliseconds)
{
    EXPECT_EQ(utc(0), "1970-01-01 00:00:00.000");
    EXPECT_EQ(utc(951782400 * second), "2000-02-29 00:00:00.000");
    EXPECT_EQ(utc(1763770000 * second + 42'999'999), "2025-11-22 00:06:40.042");
    EXPECT_EQ(utc(4102444799 * second + 999'999'999), "2099-12-31 23:59:59.999");
}

TEST(TimeText, SystemTimeHasNanoseconds)
{
    EXPECT_EQ(system(1763770000 * second + 413'649'000), "2025-11-22T00:06:40.413649000Z");
    EXPECT_EQ(system(1763770000 * second + 7), "2025-11-22T00:06:40.000000007Z");
}

} // namespace
} // namespace sysmon
