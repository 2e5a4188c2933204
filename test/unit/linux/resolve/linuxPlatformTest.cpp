// SPDX-License-Identifier: MIT
#include "linuxPlatform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

namespace sysmon {
namespace {

TEST(LinuxPlatform, KnowsItsProcessesAndItself)
{
    LinuxPlatform platform;
    EXPECT_EQ(platform.machineId(), readMachineId());
    EXPECT_EQ(platform.bootUtcNs(), readBootUtcNs());
    EXPECT_EQ(*platform.userName(0)->get(), "root");
    const auto self = static_cast<uint32_t>(getpid());
    ProcessFacts facts;
    ASSERT_TRUE(platform.readProcess(self, facts));
    EXPECT_TRUE(std::ranges::any_of(platform.listProcesses(), [&](const ProcessFacts& listed) {
        return listed.key.processId == self && listed.image == facts.image;
    }));
}

} // namespace
} // namespace sysmon
