// SPDX-License-Identifier: MIT
//
// What discovery finds on the running kernel, against its BTF. As root only.
#include "offsetsDiscovery.h"

#include "failure.h"
#include "handle.h"
#include "offsetsOnThisKernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace sysinternals;
using sysinternals::test::OffsetsOnThisKernel;
using testing::HasSubstr;

namespace {

/// Of this process: a busy machine changes nothing about it.
double processorSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

TEST_F(OffsetsOnThisKernel, DiscoveryFindsExactlyWhatBtfSays)
{
    Offsets expected = truth();
    const double start = processorSeconds();
    Discovered discovered = discoverOffsets();
    constexpr double kMost = 5; // a hundred times what it takes, for emulated processors
    EXPECT_LT(processorSeconds() - start, kMost);
    for (const OffsetEntry& entry : offsetEntries()) {
        EXPECT_TRUE(discovered.offsets.isKnown(entry.id)) << entry.name();
        EXPECT_EQ(placeText(discovered.offsets, entry.id), placeText(expected, entry.id))
            << entry.name();
    }
}

/// Processes that come and go, allocate, and open files, while it searches.
TEST_F(OffsetsOnThisKernel, DiscoveryFindsTheSameUnderLoad)
{
    std::atomic<bool> stop{false};
    std::vector<std::thread> load;
    for (unsigned i = 0; i < 2 * std::thread::hardware_concurrency(); i++)
        load.emplace_back([&] {
            while (!stop) {
                pid_t child = fork();
                if (child == 0) {
                    for (int file = 0; file < 50; file++)
                        close(open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
                    _exit(0);
                }
                waitpid(child, nullptr, 0);
            }
        });
    Offsets expected = truth();
    for (int i = 0; i < 10; i++) {
        try {
            Offsets found = discoverOffsets().offsets;
            for (const OffsetEntry& entry : offsetEntries())
                EXPECT_EQ(placeText(found, entry.id), placeText(expected, entry.id))
                    << entry.name() << " in run " << i;
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what(); // the threads have to be stopped
        }
    }
    stop = true;
    for (std::thread& each : load)
        each.join();
}

/// What they leave behind in memory has the times of now, as the files that discovery makes have.
TEST_F(OffsetsOnThisKernel, DiscoveryFindsTheSameAmongFilesInMemoryThatWereJustDeleted)
{
    Offsets expected = truth();
    for (int i = 0; i < 10; i++) {
        std::vector<FileDescriptor> files(800);
        for (FileDescriptor& file : files)
            file = FileDescriptor(memfd_create("gone", MFD_CLOEXEC));
        ASSERT_GE(files.back().get(), 0);
        files.clear();
        Offsets found = discoverOffsets().offsets;
        for (const OffsetEntry& entry : offsetEntries())
            EXPECT_EQ(placeText(found, entry.id), placeText(expected, entry.id))
                << entry.name() << " in run " << i;
    }
}

TEST(Discovery, RequiresWhatEveryKernelHas)
{
    Discovered discovered;
    for (const OffsetEntry& entry : offsetEntries())
        if (entry.presence != Presence::Varies && entry.presence != Presence::Useful)
            discovered.offsets.setByte(entry.id, 8);
    EXPECT_NO_THROW(requireEveryMember(discovered));
    discovered.offsets.forget(OffsetId::cred_uid);
    EXPECT_THAT([&] { requireEveryMember(discovered); },
                testing::ThrowsMessage<Failure>(HasSubstr("did not find these struct offsets: "
                                                          "cred.uid")));
}

} // namespace
