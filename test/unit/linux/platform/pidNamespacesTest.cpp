// SPDX-License-Identifier: MIT
#include "pidNamespaces.h"

#include "waitingProcess.h"

#include <gtest/gtest.h>

#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <thread>
#include <unistd.h>

namespace sysmon {
namespace {

using test::WaitingProcess;

TEST(PidNamespaces, OurOwnNumbersAreThoseOfProcesses)
{
    const auto self = static_cast<uint32_t>(getpid());
    EXPECT_EQ(processOfNumber(self, self), self);
    uint32_t ofThread = 0;
    std::thread([&] { ofThread = processOfNumber(self, static_cast<uint32_t>(gettid())); }).join();
    EXPECT_EQ(ofThread, self);
    EXPECT_EQ(processOfNumber(self, 0x3fffffff), 0x3fffffffu) << "gone, but what was meant";
    EXPECT_EQ(processOfNumber(0x3fffffff, self), self) << "the caller is gone";
}

TEST(PidNamespaces, NumbersOfAnotherNamespaceAreTranslated)
{
    if (geteuid() != 0) GTEST_SKIP() << "pid namespaces need root";
    auto* const first = static_cast<uint32_t*>(
        mmap(nullptr, sizeof(uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    ASSERT_NE(first, MAP_FAILED);
    const WaitingProcess outer([&] {
        if (unshare(CLONE_NEWPID) != 0) return;
        const pid_t inner = fork();
        while (inner == 0)
            pause();
        *first = static_cast<uint32_t>(inner);
    });
    ASSERT_NE(*first, 0u);
    EXPECT_EQ(processOfNumber(*first, 1), *first);
    EXPECT_EQ(processOfNumber(*first, 99), 0u);
    munmap(first, sizeof *first);
}

TEST(PidNamespaces, ProcfsIsRecognised)
{
    struct stat proc {
    }, root{};
    ASSERT_EQ(stat("/proc", &proc), 0);
    ASSERT_EQ(stat("/", &root), 0);
    const auto device = [](const struct stat& status) {
        return major(status.st_dev) << 20 | minor(status.st_dev);
    };
    const auto self = static_cast<uint32_t>(getpid());
    EXPECT_TRUE(isProcFileSystem(self, device(proc)));
    EXPECT_FALSE(isProcFileSystem(self, device(root)));
    EXPECT_FALSE(isProcFileSystem(self, 0xffffffff));
}

} // namespace
} // namespace sysmon
