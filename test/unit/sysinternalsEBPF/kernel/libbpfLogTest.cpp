// SPDX-License-Identifier: MIT
#include "libbpfLog.h"

#include <gtest/gtest.h>

using namespace sysinternals;

namespace {

TEST(LibbpfLog, FindsTheProgramThatWasRefusedAndTheVerifiersLastWords)
{
    LibbpfLog log;
    log.append("libbpf: prog 'first': BPF program load failed: Permission denied\n"
               "libbpf: prog 'first': -- BEGIN PROG LOAD LOG --\n"
               "12: (79) r1 = *(u64 *)(r2 +0)\n"
               "R2 invalid mem access 'scalar'\n"
               "processed 13 insns (limit 1000000)\n"
               "-- END PROG LOAD LOG --\n"
               "libbpf: prog 'first': failed to load: -13\n"
               "libbpf: failed to load object 'x.o'\n");
    EXPECT_EQ(log.failedProgram(), "first");
    EXPECT_EQ(log.reason(), "R2 invalid mem access 'scalar'");
}

TEST(LibbpfLog, ReportsTheLastLineWhenNoProgramIsToBlame)
{
    LibbpfLog log;
    log.append("libbpf: map 'm': failed to create: Operation not permitted(-1)\n");
    EXPECT_EQ(log.failedProgram(), "");
    EXPECT_EQ(log.reason(), "libbpf: map 'm': failed to create: Operation not permitted(-1)");
}

} // namespace
