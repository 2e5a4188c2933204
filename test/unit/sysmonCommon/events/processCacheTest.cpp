// SPDX-License-Identifier: MIT
#include "processCache.h"

#include "fakePlatform.h"
#include "guid.h"
#include "recordBuilder.h"

#include <gtest/gtest.h>

namespace sysmon {
namespace {

using test::processKey;
using test::withoutImage;

constexpr uint64_t second = 1'000'000'000;

class ProcessCacheTest : public testing::Test {
protected:
    void addProcess(const SYSMON_PROCESS_KEY& key, const std::string& path,
                    const std::string& commandLine = "")
    {
        platform.processes[key.processId] = {
            .key = key, .parent = init, .userId = 0, .image = path, .commandLine = commandLine};
    }
    void execute(const SYSMON_PROCESS_KEY& key, std::string_view path, uint64_t timeNs = second)
    {
        cache.executed(key, timeNs, init, 1000, path, path);
    }

    const SYSMON_PROCESS_KEY init = processKey(1, 1);
    test::FakePlatform platform;
    ProcessCache cache{platform};
};

TEST_F(ProcessCacheTest, SeededProcessIsKnownWithoutAsking)
{
    addProcess(processKey(10), "/usr/bin/cron", "cron -f");
    cache.seed();
    const ProgramImagePtr image = cache.image(processKey(10));
    EXPECT_EQ(image->path, "/usr/bin/cron");
    EXPECT_EQ(image->commandLine, "cron -f");
    EXPECT_EQ(platform.processReads, 0);
}

TEST_F(ProcessCacheTest, SeedDoesNotUndoWhatRecordsSaid)
{
    execute(processKey(10, 100, 2), "/bin/new");
    addProcess(processKey(10, 100, 1), "/bin/old");
    cache.seed();
    EXPECT_EQ(cache.image(processKey(10, 100, 2))->path, "/bin/new");
}

TEST_F(ProcessCacheTest, ForkedProcessRunsItsParentsProgram)
{
    execute(processKey(10), "/bin/sh");
    const SYSMON_PROCESS_KEY child = processKey(11, 101);
    cache.forked(child, processKey(10), 1000);
    EXPECT_EQ(cache.image(child)->path, "/bin/sh");
    EXPECT_EQ(cache.find(child)->parent.processId, 10U);
    EXPECT_EQ(cache.find(child)->userId, 1000U);
    EXPECT_EQ(cache.textBytes(), 2 * std::string_view("/bin/sh").size()) << "shared, not copied";
}

TEST_F(ProcessCacheTest, OfProcessesWithOneIdTheYoungestIsFound)
{
    EXPECT_EQ(cache.findYoungest(10), nullptr);
    execute(processKey(10, 300), "/bin/young");
    execute(processKey(10, 100), "/bin/old");
    execute(processKey(11, 500), "/bin/other");
    ASSERT_NE(cache.findYoungest(10), nullptr);
    EXPECT_EQ(cache.findYoungest(10)->image->path, "/bin/young");
}

TEST_F(ProcessCacheTest, ThreadsShareTheirProcessEntry)
{
    execute(processKey(10), "/bin/server");
    SYSMON_PROCESS_KEY thread = processKey(10);
    thread.threadId = 17;
    EXPECT_EQ(cache.image(thread)->path, "/bin/server");
    EXPECT_EQ(cache.size(), 1U);
}

TEST_F(ProcessCacheTest, EventFromBeforeTheExecStillFindsTheOldProgram)
{
    execute(processKey(10), "/bin/sh");
    cache.forked(processKey(11, 101, 1), processKey(10), 0);
    execute(processKey(11, 101, 2), "/bin/ls");
    EXPECT_EQ(cache.image(processKey(11, 101, 1))->path, "/bin/sh");
    EXPECT_EQ(cache.image(processKey(11, 101, 2))->path, "/bin/ls");
    EXPECT_EQ(platform.processReads, 0);
}

TEST_F(ProcessCacheTest, ForkThatIsReadAfterTheExecDoesNotUndoIt)
{
    execute(processKey(10), "/bin/sh");
    execute(processKey(11, 101, 2), "/bin/ls");
    cache.forked(processKey(11, 101, 1), processKey(10), 0);
    EXPECT_EQ(cache.image(processKey(11, 101, 2))->path, "/bin/ls");
    EXPECT_EQ(cache.image(processKey(11, 101, 1))->path, "/bin/sh");
}

TEST_F(ProcessCacheTest, ExecsThatAreReadInTheWrongOrderEndWithTheLast)
{
    execute(processKey(10, 100, 3), "/bin/last", 30 * second);
    execute(processKey(10, 100, 2), "/bin/first", 20 * second);
    EXPECT_EQ(cache.image(processKey(10, 100, 2))->path, "/bin/first");
    EXPECT_EQ(cache.image(processKey(10, 100, 3))->path, "/bin/last");
    EXPECT_EQ(cache.withImage(withoutImage(processKey(10))).endCode,
              processKey(10, 100, 3).endCode);
}

TEST_F(ProcessCacheTest, UnknownProcessIsReadOnce)
{
    addProcess(processKey(10), "/usr/bin/late");
    EXPECT_EQ(cache.image(processKey(10))->path, "/usr/bin/late");
    EXPECT_EQ(cache.image(processKey(10))->path, "/usr/bin/late");
    EXPECT_EQ(platform.processReads, 1);
}

TEST_F(ProcessCacheTest, ProcessThatIsGoneIsAskedForOnce)
{
    EXPECT_EQ(cache.image(processKey(10))->path, "");
    EXPECT_EQ(cache.image(processKey(10))->path, "");
    EXPECT_EQ(platform.processReads, 1);
}

TEST_F(ProcessCacheTest, StartTimeMayDifferWithinAClockTick)
{
    SYSMON_PROCESS_KEY inProc = processKey(10);
    addProcess(inProc, "/usr/bin/it");
    SYSMON_PROCESS_KEY inRecord = inProc;
    inRecord.startTimeNs += nsPerClockTick - 1;
    EXPECT_EQ(cache.image(inRecord)->path, "/usr/bin/it");
    EXPECT_EQ(cache.size(), 1U);
}

TEST_F(ProcessCacheTest, AnotherProcessWithTheSameIdIsNotBelieved)
{
    addProcess(processKey(10, 200), "/usr/bin/impostor");
    EXPECT_EQ(cache.image(processKey(10, 100))->path, "");
    EXPECT_EQ(cache.image(processKey(10, 200))->path, "/usr/bin/impostor");
}

TEST_F(ProcessCacheTest, AnotherImageOfTheSameProcessIsNotBelieved)
{
    addProcess(processKey(10, 100, 2), "/bin/next");
    EXPECT_EQ(cache.image(processKey(10, 100, 1))->path, "");
    EXPECT_EQ(cache.image(processKey(10, 100, 2))->path, "/bin/next");
    EXPECT_EQ(cache.image(processKey(10, 100, 1))->path, "");
    EXPECT_EQ(platform.processReads, 1);
}

TEST_F(ProcessCacheTest, MissedExecIsMadeUpForFromThePlatform)
{
    execute(processKey(10, 100, 1), "/bin/sh");
    addProcess(processKey(10, 100, 2), "/bin/missed");
    EXPECT_EQ(cache.image(processKey(10, 100, 2))->path, "/bin/missed");
}

TEST_F(ProcessCacheTest, ChildOfAnUnknownParentIsReadItself)
{
    addProcess(processKey(11, 101), "/bin/orphan");
    cache.forked(processKey(11, 101), processKey(10), 0);
    EXPECT_EQ(cache.image(processKey(11, 101))->path, "/bin/orphan");
}

TEST_F(ProcessCacheTest, ExitIsReportedOnce)
{
    execute(processKey(10), "/bin/true");
    EXPECT_FALSE(cache.hasExited(withoutImage(processKey(10))));
    cache.exited(withoutImage(processKey(10)), 2 * second);
    EXPECT_TRUE(cache.hasExited(withoutImage(processKey(10))));
    EXPECT_FALSE(cache.hasExited(processKey(10, 200))) << "the id is used again";
}

TEST_F(ProcessCacheTest, ExitOfAnUnknownProcessIsRememberedToo)
{
    cache.exited(withoutImage(processKey(10)), 2 * second);
    EXPECT_TRUE(cache.hasExited(withoutImage(processKey(10))));
}

TEST_F(ProcessCacheTest, DyingProcessIsCompletedByItsLastImage)
{
    execute(processKey(10, 100, 4), "/bin/true");
    const SYSMON_PROCESS_KEY whole = cache.withImage(withoutImage(processKey(10)));
    EXPECT_EQ(whole.endCode, processKey(10, 100, 4).endCode);
    EXPECT_EQ(whole.argStart, processKey(10, 100, 4).argStart);
    EXPECT_EQ(cache.image(withoutImage(processKey(10)))->path, "/bin/true");
}

TEST_F(ProcessCacheTest, ZombieInProcDoesNotEraseWhatIsKnown)
{
    execute(processKey(10, 100, 1), "/bin/true");
    addProcess(withoutImage(processKey(10)), "");
    EXPECT_EQ(cache.image(processKey(10, 100, 9))->path, "") << "a miss: /proc is asked";
    EXPECT_EQ(cache.image(withoutImage(processKey(10)))->path, "/bin/true");
}

TEST_F(ProcessCacheTest, ExitedProcessIsKeptForAWhileOnly)
{
    execute(processKey(10), "/bin/true");
    cache.exited(processKey(10), 10 * second);
    cache.exited(processKey(11), 69 * second);
    EXPECT_EQ(cache.image(processKey(10))->path, "/bin/true");
    cache.exited(processKey(12), 71 * second);
    EXPECT_EQ(cache.find(processKey(10)), nullptr);
    EXPECT_NE(cache.find(processKey(11)), nullptr);
}

TEST_F(ProcessCacheTest, ExitedProcessesMakeRoomFirst)
{
    ProcessCache small(platform, {.processes = 3});
    small.executed(processKey(10), second, init, 0, "/bin/oldest", "");
    small.executed(processKey(11), second, init, 0, "/bin/ended", "");
    small.executed(processKey(12), second, init, 0, "/bin/c", "");
    small.exited(processKey(11), 2 * second);
    small.executed(processKey(13), second, init, 0, "/bin/d", "");
    EXPECT_EQ(small.find(processKey(11)), nullptr);
    EXPECT_NE(small.find(processKey(10)), nullptr);
    EXPECT_EQ(small.size(), 3U);
}

TEST_F(ProcessCacheTest, ThenThoseThatWereNotUsedForTheLongest)
{
    ProcessCache small(platform, {.processes = 2});
    small.executed(processKey(10), second, init, 0, "/bin/a", "");
    small.executed(processKey(11), second, init, 0, "/bin/b", "");
    small.image(processKey(10));
    small.executed(processKey(12), second, init, 0, "/bin/c", "");
    EXPECT_NE(small.find(processKey(10)), nullptr);
    EXPECT_EQ(small.find(processKey(11)), nullptr);
}

TEST_F(ProcessCacheTest, DefaultLimitHoldsUnderAFloodOfProcesses)
{
    constexpr uint32_t flood = 70'000;
    for (uint32_t i = 0; i < flood; ++i)
        execute(processKey(i + 2), "/bin/bomb");
    EXPECT_EQ(cache.size(), ProcessCache::Limits{}.processes);
    EXPECT_EQ(cache.find(processKey(2)), nullptr);
    EXPECT_NE(cache.find(processKey(flood + 1)), nullptr);
}

TEST_F(ProcessCacheTest, LongCommandLinesAreBoundedInBytes)
{
    ProcessCache small(platform, {.textBytes = 1'000'000});
    const std::string commandLine(60'000, 'x');
    for (uint32_t i = 0; i < 100; ++i)
        small.executed(processKey(i + 2), second, init, 0, "/bin/x", commandLine);
    EXPECT_LE(small.textBytes(), 1'000'000U);
    EXPECT_EQ(small.image(processKey(101))->commandLine, commandLine) << "the last one stays";
}

TEST_F(ProcessCacheTest, ImageOutlivesItsProcess)
{
    ProcessCache small(platform, {.processes = 1});
    small.executed(processKey(10), second, init, 0, "/bin/a", "a b");
    const ProgramImagePtr image = small.image(processKey(10));
    small.executed(processKey(11), second, init, 0, "/bin/b", "");
    EXPECT_EQ(small.find(processKey(10)), nullptr);
    EXPECT_EQ(image->commandLine, "a b");
}

} // namespace
} // namespace sysmon
