// SPDX-License-Identifier: MIT
#include "telemetryPrograms.h"

#include "configuration.h"
#include "linuxTypes.h"

#include <gtest/gtest.h>

#include <set>
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

TEST(ActiveCalls, AreWatchedOnFunctionsToo)
{
    const ActiveCalls files = activeFor("<FileCreate onmatch=\"exclude\"/>");
    EXPECT_TRUE(files[PseudoFileOpen]);
    EXPECT_TRUE(files[PseudoFileName]);
    EXPECT_FALSE(files[PseudoProcessAccess]);
    const ActiveCalls accesses = activeFor("<ProcessAccess onmatch=\"exclude\"/>");
    EXPECT_TRUE(accesses[PseudoFileOpen]) << "of /proc/PID/mem";
    EXPECT_TRUE(accesses[PseudoProcessAccess]);
    EXPECT_FALSE(accesses[PseudoTcpAccept]);
    EXPECT_TRUE(activeFor("<RawAccessRead onmatch=\"exclude\"/>")[PseudoFileOpen]);
    EXPECT_TRUE(activeFor("<NetworkConnect onmatch=\"exclude\"/>")[PseudoTcpAccept]);
    EXPECT_TRUE(activeFor("<eBPFEvent onmatch=\"exclude\"/>")[PseudoProgramLoad]);
    EXPECT_FALSE(activeFor("<ProcessCreate onmatch=\"exclude\"/>")[PseudoFileOpen]);
}

/// With all hooks taken nothing is left on the exit of a call, which every call would pay for.
TEST(TelemetryPrograms, OfCallsAreAllReplacedByHooksFrom56On)
{
    for (const telemetryObject& object : telemetryObjects()) {
        if (object.fromKernel < TELEMETRY_KERNEL(5, 6, 0)) continue;
        std::set<std::string> left, atTracepoints;
        for (size_t i = 0; i < object.syscallCount; i++)
            left.insert(object.syscalls[i].program);
        for (size_t i = 0; i < object.tracepointCount; i++)
            atTracepoints.insert(object.tracepoints[i].program);
        for (size_t i = 0; i < object.hookCount; i++)
            for (size_t k = 0; k < object.hooks[i].insteadCount; k++) {
                const std::string replaced = object.hooks[i].instead[k];
                EXPECT_EQ(left.erase(replaced) + atTracepoints.erase(replaced), 1u) << replaced;
            }
        EXPECT_EQ(left, std::set<std::string>{});
    }
}

} // namespace
} // namespace sysmon
