// SPDX-License-Identifier: MIT
#include "kernelVersion.h"

#include "libsysinternalsEBPF.h"

#include <gtest/gtest.h>

using namespace sysinternals;

namespace {

TEST(KernelVersion, ReadsWhatDistributionsCallTheirKernels)
{
    EXPECT_EQ(parseKernelVersion("6.1.0-18-amd64"), TELEMETRY_KERNEL(6, 1, 0));
    EXPECT_EQ(parseKernelVersion("4.19.304"), TELEMETRY_KERNEL(4, 19, 304));
    EXPECT_EQ(parseKernelVersion("7.2-rc3"), TELEMETRY_KERNEL(7, 2, 0));
    EXPECT_EQ(parseKernelVersion("linux"), 0u);
}

TEST(KernelVersion, PatchLevelsAbove255DoNotReachTheMinorVersion)
{
    EXPECT_LT(parseKernelVersion("4.19.304"), TELEMETRY_KERNEL(4, 20, 0));
    EXPECT_LT(TELEMETRY_KERNEL(5, 5, 65535), TELEMETRY_KERNEL(5, 6, 0));
}

} // namespace
