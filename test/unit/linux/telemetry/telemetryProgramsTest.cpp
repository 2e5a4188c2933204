// SPDX-License-Identifier: MIT
#include "telemetryPrograms.h"

#include "configuration.h"
#include "linuxTypes.h"

#include <gtest/gtest.h>

#include <string>
#include <sys/syscall.h>

namespace sysmon {
namespace {

ActiveCalls activeFor(const std::string& rules)
{
    return SetActiveSyscalls(
        *RuleSet::fromBlob(loadConfiguration("<Sysmon schemaversion=\"4.90\"><EventFiltering>" +
                                                 rules + "</EventFiltering></Sysmon>",
                                             "test.xml")
                               .blob));
}

TEST(ActiveCalls, NetworkIsWatchedOnlyWhereRulesCanIncludeIt)
{
    const ActiveCalls with = activeFor("<NetworkConnect onmatch=\"exclude\"/>");
    const ActiveCalls without = activeFor("<NetworkConnect onmatch=\"include\"/>");
    for (const uint32_t call :
         {uint32_t{__NR_accept}, uint32_t{__NR_accept4}, uint32_t{PseudoTcpState},
          uint32_t{PseudoUdpSend}, uint32_t{PseudoUdpReceive}}) {
        EXPECT_TRUE(with[call]) << call;
        EXPECT_FALSE(without[call]) << call;
    }
}

} // namespace
} // namespace sysmon
