// SPDX-License-Identifier: MIT
#include "preemption.h"

#include "libsysinternalsEBPF.h"

#include <gtest/gtest.h>

using namespace sysinternals;

namespace {

constexpr const char* kDynamic = "#1 SMP PREEMPT_DYNAMIC Debian 6.1.1-1 (2026-01-01)";

TEST(Preemption, IsToldByTheVersionOfKernelsThatHaveOneModeOnly)
{
    EXPECT_EQ(preemptionBy({.version = "#1 SMP Debian 5.10.1-1 (2026-01-01)"}), "");
    EXPECT_EQ(preemptionBy({.version = "#1 SMP PREEMPT Debian 5.10.1-1"}), "PREEMPT");
    EXPECT_EQ(preemptionBy({.version = "#1 SMP PREEMPT_RT Debian 6.12.1-1"}), "PREEMPT_RT");
    EXPECT_EQ(preemptionBy({.version = "#1 SMP PREEMPT_LAZY"}), "PREEMPT_LAZY");
    EXPECT_EQ(preemptionBy({}), "");
}

TEST(Preemption, IsWhatADynamicKernelIsInNow)
{
    const auto in = [](const char* mode) {
        return preemptionBy({.version = kDynamic,
                             .mode = mode,
                             .commandLine = "quiet preempt=full",
                             .config = "CONFIG_PREEMPT_LAZY=y\n"});
    };
    EXPECT_EQ(in("(none) voluntary full\n"), "");
    EXPECT_EQ(in("none (voluntary) full\n"), "");
    EXPECT_EQ(in("none voluntary (full)\n"), "preempt=full");
    EXPECT_EQ(in("none voluntary full (lazy)\n"), "preempt=lazy");
    EXPECT_EQ(in(") ("), "preempt=full") << "no mode: as it was started";
}

TEST(Preemption, IsWhatADynamicKernelWasStartedOrBuiltWith)
{
    const auto startedWith = [](const char* commandLine, const char* config) {
        return preemptionBy({.version = kDynamic, .commandLine = commandLine, .config = config});
    };
    EXPECT_EQ(startedWith("quiet preempt=none\n", "CONFIG_PREEMPT=y\n"), "");
    EXPECT_EQ(startedWith("preempt=none preempt=lazy", "CONFIG_PREEMPT_NONE=y"), "preempt=lazy");
    EXPECT_EQ(startedWith("quiet", "# CONFIG_PREEMPT_NONE is not set\nCONFIG_PREEMPT_VOLUNTARY=y"),
              "");
    EXPECT_EQ(startedWith("", "CONFIG_PREEMPT_BUILD=y\nCONFIG_PREEMPT_LAZY=y\n"), "preempt=lazy");
    EXPECT_EQ(startedWith("", "CONFIG_PREEMPT=y\n"), "preempt=full");
}

TEST(Preemption, IsOfTracepointsFrom70On)
{
    EXPECT_FALSE(preemptsTracepoints(TELEMETRY_KERNEL(6, 19, 0)));
    EXPECT_TRUE(preemptsTracepoints(TELEMETRY_KERNEL(7, 0, 0)));
}

TEST(Preemption, IsAssumedWhereNothingTells)
{
    EXPECT_EQ(preemptionBy({.version = kDynamic}), "preempt=unknown");
}

} // namespace
