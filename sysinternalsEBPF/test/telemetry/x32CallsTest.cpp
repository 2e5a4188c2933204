// SPDX-License-Identifier: MIT
#include "x32Calls.h"

#include <gtest/gtest.h>

#include <set>

#include <sys/syscall.h>

namespace sysinternals {
namespace {

#if defined(__x86_64__)

TEST(X32Calls, HaveTheNumbersOfTheKernelsTable)
{
    EXPECT_EQ(x32Call(SYS_rt_sigaction), 512u); // the first
    EXPECT_EQ(x32Call(SYS_execve), 520u);
    EXPECT_EQ(x32Call(SYS_ptrace), 521u);
    EXPECT_EQ(x32Call(SYS_sendmmsg), 538u);
    EXPECT_EQ(x32Call(SYS_process_vm_readv), 539u);
    EXPECT_EQ(x32Call(SYS_process_vm_writev), 540u);
    EXPECT_EQ(x32Call(SYS_execveat), 545u);
    EXPECT_EQ(x32Call(SYS_pwritev2), 547u); // the last
}

TEST(X32Calls, AreTheNativeOnesElsewhere)
{
    for (uint32_t call : {SYS_open, SYS_openat, SYS_accept, SYS_connect, SYS_bpf, SYS_unlink})
        EXPECT_EQ(x32Call(call), 0u) << call;
    EXPECT_EQ(x32Call(UINT32_MAX), 0u);
}

TEST(X32Calls, AreThirtySixDifferentOnes)
{
    std::set<uint32_t> numbers;
    for (uint32_t call = 0; call < 512; ++call)
        if (x32Call(call) != 0) numbers.insert(x32Call(call));
    EXPECT_EQ(numbers.size(), 36u);
    EXPECT_EQ(*numbers.begin(), 512u);
    EXPECT_EQ(*numbers.rbegin(), 547u);
}

#else

TEST(X32Calls, AreOfX86Only)
{
    EXPECT_EQ(x32Call(SYS_ptrace), 0u);
}

#endif

} // namespace
} // namespace sysinternals
