// SPDX-License-Identifier: MIT
#include "linuxPlatform.h"

#include "childProcess.h"
#include "error.h"
#include "eventRecordId.h"
#include "pathResolver.h"
#include "pidNamespaces.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netdb.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <thread>
#include <unistd.h>

namespace sysmon {
namespace {

using test::ChildProcess;
using testing::HasSubstr;

TEST(ServiceNames, AreThoseOfTheSystem)
{
    ServiceNames services;
    for (const char* protocol : {"tcp", "udp"})
        for (uint16_t port : {22, 53, 80, 443, 514, 40000, 65535}) {
            const servent* known = getservbyport(htons(port), protocol);
            EXPECT_EQ(services.name(port, protocol), known ? known->s_name : "");
        }
    EXPECT_EQ(services.name(443, "sctp"), "");
}

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
    double uptime = 0;
    std::ifstream("/proc/uptime") >> uptime;
    EXPECT_NEAR(static_cast<double>(now - boot) / 1e9, uptime, 2.0);
}

TEST(MachineId, IsNotZero)
{
    EXPECT_NE(readMachineId(), 0U);
}

TEST(NormalizePath, Text)
{
    EXPECT_EQ(normalizePath("/home/a/x"), "/home/a/x");
    EXPECT_EQ(normalizePath("/home/a/./b//c/"), "/home/a/b/c");
    EXPECT_EQ(normalizePath("/home/a/../../../x"), "/x");
    EXPECT_EQ(normalizePath("/etc/./x"), "/etc/x");
    EXPECT_EQ(normalizePath("/.."), "/");
    EXPECT_EQ(normalizePath(""), "/");
}

class ResolvePath : public testing::Test {
protected:
    ResolvePath()
    {
        std::filesystem::create_directories(folder / "real/deep");
        std::filesystem::create_directory_symlink(folder / "real", folder / "link");
    }
    std::string resolve(std::string_view base, std::string_view name)
    {
        return resolveProcessPath(static_cast<uint32_t>(getpid()), base, name).path;
    }

    test::TemporaryFolder folder;
};

TEST_F(ResolvePath, FollowsLinksOfDirectoriesButNotTheLast)
{
    EXPECT_EQ(resolve(folder / "", "link/x"), folder / "real/x");
    EXPECT_EQ(resolve("/elsewhere", folder / "link/deep/../x"), folder / "real/x");
    EXPECT_EQ(resolve(folder / "", "link"), folder / "link");
    EXPECT_EQ(resolve("/", "gone"), "/gone");
}

TEST_F(ResolvePath, ReportsWhatHasTheName)
{
    const auto type = [this](std::string_view name) {
        return resolveProcessPath(static_cast<uint32_t>(getpid()), folder / "", name).mode & S_IFMT;
    };
    std::ofstream(folder / "file");
    EXPECT_EQ(type("file"), uint32_t{S_IFREG});
    EXPECT_EQ(type("link"), uint32_t{S_IFLNK});
    EXPECT_EQ(type("link/deep"), uint32_t{S_IFDIR});
    EXPECT_EQ(type("gone"), 0u);
    EXPECT_EQ(type("gone/x"), 0u);
}

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
    const ChildProcess outer([&] {
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

TEST_F(ResolvePath, DotDotAfterALinkIsTheParentOfItsTarget)
{
    std::filesystem::create_directory_symlink(folder / "real/deep", folder / "deepLink");
    EXPECT_EQ(resolve(folder / "", "deepLink/../x"), folder / "real/x");
}

TEST_F(ResolvePath, DirectoryThatIsGoneIsTakenByItsText)
{
    EXPECT_EQ(resolve(folder / "gone", "../x"), folder / "x");
    EXPECT_EQ(resolve(folder / "", "gone/./x/"), folder / "gone/x");
}

TEST_F(ResolvePath, NamesThatNameNoEntry)
{
    EXPECT_EQ(resolve("/a/b", ".."), "/a");
    EXPECT_EQ(resolve("/", "/"), "/");
    EXPECT_EQ(resolve("/a/b", "/"), "/a/b");
    EXPECT_EQ(resolve("/a/b", ""), "/a/b");
}

TEST_F(ResolvePath, ProcessThatIsGone)
{
    EXPECT_EQ(resolveProcessPath(0, "/tmp", "../x").path, "/x");
}

TEST_F(ResolvePath, ChrootDoesNotShortenThePath)
{
    std::filesystem::create_directory_symlink("/deep", folder / "real/inside");
    const std::string root = folder / "real";
    int entered = -1;
    const ChildProcess child([&] { entered = chroot(root.c_str()); });
    if (geteuid() != 0) GTEST_SKIP() << "chroot needs root";
    EXPECT_EQ(resolveProcessPath(child.id(), "/", "/inside/x").path, folder / "real/deep/x");
    EXPECT_EQ(resolveProcessPath(child.id(), folder / "real", "deep/x").path,
              folder / "real/deep/x");
}

TEST(EventRecordId, CountsFromOneWithoutAFile)
{
    EventRecordId id("");
    EXPECT_EQ(id.next(), 1U);
    EXPECT_EQ(id.next(), 2U);
}

TEST(EventRecordId, GoesOnAfterARestart)
{
    const test::TemporaryFolder folder;
    const std::string path = folder / "eventId";
    EXPECT_EQ(EventRecordId(path).next(), 1U);
    EXPECT_EQ(EventRecordId(path).next(), 2U);
    std::ifstream file(path, std::ios::binary);
    std::string bytes(16, 'x');
    file.read(bytes.data(), 16);
    EXPECT_EQ(bytes.substr(0, static_cast<size_t>(file.gcount())),
              std::string("\2\0\0\0\0\0\0\0", 8));
}

TEST(EventRecordId, FileThatCannotBeMadeIsAClearError)
{
    try {
        EventRecordId id("/nonexistent/eventId");
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("/nonexistent/eventId: No such file or directory"));
    }
}

TEST(LinuxPlatform, KnowsItsProcessesAndItself)
{
    LinuxPlatform platform;
    EXPECT_EQ(platform.machineId(), readMachineId());
    EXPECT_EQ(platform.bootUtcNs(), readBootUtcNs());
    EXPECT_EQ(platform.userName(0), "root");
    const auto self = static_cast<uint32_t>(getpid());
    ProcessFacts facts;
    ASSERT_TRUE(platform.readProcess(self, facts));
    EXPECT_TRUE(std::ranges::any_of(platform.listProcesses(), [&](const ProcessFacts& listed) {
        return listed.key.processId == self && listed.image == facts.image;
    }));
}

} // namespace
} // namespace sysmon
