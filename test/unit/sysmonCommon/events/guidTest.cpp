// SPDX-License-Identifier: MIT
#include "guid.h"

#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

constexpr MachineFacts machine{.machineId = 0x1fdf67c9, .bootUtcNs = 1'763'770'000'000'000'000};

std::string textOf(const Guid& guid)
{
    char buffer[Guid::textSize];
    return std::string(guid.text(buffer));
}

// The expected values were computed apart from this code, from the layout in guid.h.
TEST(Guid, ProcessGuidHasTheDocumentedLayout)
{
    const SYSMON_PROCESS_KEY process{.processId = 4242,
                                     .threadId = 4250,
                                     .startTimeNs = 12'345'678'901'234,
                                     .endCode = 0x55d0c0ffee00,
                                     .argStart = 0x7ffc12345678};
    EXPECT_EQ(textOf(makeProcessGuid(machine, process)), "{1fdf67c9-6921-2ec9-4483-6e3fb89ceaeb}");
}

TEST(Guid, KernelThreadHasOneToo)
{
    SYSMON_PROCESS_KEY kthreadd{};
    kthreadd.processId = 2;
    EXPECT_EQ(textOf(makeProcessGuid(machine, kthreadd)), "{1fdf67c9-6920-fe90-c55b-ca9694347bb7}");
}

TEST(Guid, OnlyWholeClockTicksOfTheStartCount)
{
    SYSMON_PROCESS_KEY process{};
    process.processId = 7;
    process.startTimeNs = 120'000'000;
    const Guid first = makeProcessGuid(machine, process);
    process.startTimeNs = 129'999'999; // what a record has where /proc tells 12 ticks
    EXPECT_EQ(makeProcessGuid(machine, process), first);
    process.startTimeNs = 130'000'000;
    EXPECT_NE(makeProcessGuid(machine, process), first);
}

TEST(Guid, DiffersAfterAnExecButNotBetweenThreads)
{
    SYSMON_PROCESS_KEY process{7, 7, 0, 10, 20};
    const Guid first = makeProcessGuid(machine, process);
    process.threadId = 8;
    EXPECT_EQ(makeProcessGuid(machine, process), first);
    process.endCode = 11;
    EXPECT_NE(makeProcessGuid(machine, process), first);
}

TEST(Guid, LogonGuidHasTheDocumentedLayout)
{
    EXPECT_EQ(textOf(makeLogonGuid(machine, 1000, 3)), "{1fdf67c9-6920-fe90-8d53-279b62489c8f}");
    EXPECT_EQ(textOf(makeLogonGuid(machine, 0, 4294967295)),
              "{1fdf67c9-6920-fe90-3cd0-2a862a574321}");
}

TEST(Guid, ZeroLooksLikeItsText)
{
    EXPECT_EQ(textOf(Guid{}), zeroGuidText);
}

TEST(Guid, HashIsFnv1a)
{
    EXPECT_EQ(fnv1a64({}), 0xcbf29ce484222325U);
    const uint8_t foobar[] = {'f', 'o', 'o', 'b', 'a', 'r'};
    EXPECT_EQ(fnv1a64(foobar), 0x85944171f73967e8U);
}

} // namespace
} // namespace sysmon
