// SPDX-License-Identifier: MIT
#include "procReader.h"

#include "guid.h"
#include "waitingProcess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>

namespace sysmon {
namespace {

using test::WaitingProcess;

/// A line as the kernel writes it; fields 22, 27 and 48 are 1234, 5678 and 91011.
std::string statLine(const std::string& name)
{
    return "77 (" + name +
           ") S 42 77 77 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 1234 4096 9 18446744073709551615 "
           "111 5678 333 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 44 55 66 91011 92 93 94 0\n";
}

void expectParsed(const std::string& name)
{
    ProcStat stat{};
    ASSERT_TRUE(parseProcStat(statLine(name), stat)) << name;
    EXPECT_EQ(stat.key.processId, 77U) << name;
    EXPECT_EQ(stat.parentId, 42U) << name;
    EXPECT_EQ(stat.key.startTimeNs, 1234 * nsPerClockTick) << name;
    EXPECT_EQ(stat.key.endCode, 5678U) << name;
    EXPECT_EQ(stat.key.argStart, 91011U) << name;
}

TEST(ProcStat, NamesThatLookLikeTheRestOfTheLine)
{
    for (const char* const name :
         {"cat", "", "a b", ")", "((", ") S 1 1 (", "x\ny", "a) R 9 9 9", "\xff\xfe"})
        expectParsed(name);
}

TEST(ProcStat, WhatTheKernelDoesNotWrite)
{
    ProcStat stat{};
    EXPECT_FALSE(parseProcStat("", stat));
    EXPECT_FALSE(parseProcStat("77 (cat", stat));
    EXPECT_FALSE(parseProcStat("77 (cat)", stat));
    EXPECT_FALSE(parseProcStat("x (cat) S 1", stat));
    const std::string line = statLine("cat");
    EXPECT_FALSE(parseProcStat(line.substr(0, line.find("91011")), stat)) << "cut short";
    EXPECT_FALSE(parseProcStat("77 (cat) S -1" + line.substr(line.find(" 77 77 0")), stat));
}

TEST(ProcStatus, EffectiveUser)
{
    uint32_t user = 0;
    EXPECT_TRUE(parseProcStatusUser("Name:\tcat\nUid:\t1000\t1001\t1002\t1003\nGid:\t5\n", user));
    EXPECT_EQ(user, 1001U);
    EXPECT_FALSE(parseProcStatusUser("Name:\tcat\n", user));
    EXPECT_FALSE(parseProcStatusUser("Name:\tcat\nUid:\t1000\n", user));
}

TEST(ProcStatus, NameCannotPretendToBeAUser)
{
    uint32_t user = 0;
    const char* const status = "Name:\tx\nUid:\t0\t0\t0\t0\nUid:\t7\t8\t7\t7\n";
    EXPECT_TRUE(parseProcStatusUser(status, user));
    EXPECT_EQ(user, 8U);
}

TEST(ProcArguments, JoinedByABlank)
{
    using namespace std::string_literals;
    std::string arguments = "ls\0-l\0a b\0"s;
    joinProcArguments(arguments);
    EXPECT_EQ(arguments, "ls -l a b");
    arguments = "nginx: master\0\0\0\0"s;
    joinProcArguments(arguments);
    EXPECT_EQ(arguments, "nginx: master");
    arguments = "";
    joinProcArguments(arguments);
    EXPECT_EQ(arguments, "");
}

TEST(ProcReader, ReadsThisProcess)
{
    ProcessFacts facts;
    const auto self = static_cast<uint32_t>(getpid());
    ASSERT_TRUE(ProcReader().readProcess(self, facts));
    EXPECT_EQ(facts.key.processId, self);
    EXPECT_EQ(facts.parent.processId, static_cast<uint32_t>(getppid()));
    EXPECT_NE(facts.parent.startTimeNs, 0U);
    EXPECT_EQ(facts.userId, geteuid());
    EXPECT_THAT(facts.image, testing::EndsWith("/unitTests"));
    EXPECT_THAT(facts.commandLine, testing::HasSubstr("unitTests"));
    EXPECT_NE(facts.key.argStart, 0U);
}

TEST(ProcReader, ReadsAProcessWithAHostileName)
{
    const WaitingProcess child([] { prctl(PR_SET_NAME, ") S 1 (\nUid:\t0"); });
    ProcessFacts facts;
    ASSERT_TRUE(ProcReader().readProcess(child.id(), facts));
    EXPECT_EQ(facts.key.processId, child.id());
    EXPECT_EQ(facts.parent.processId, static_cast<uint32_t>(getpid()));
    EXPECT_EQ(facts.userId, geteuid());
}

TEST(ProcReader, LongCommandLineIsReadToTheLimitOfAnEvent)
{
    const std::string argument(100'000, 'a');
    const WaitingProcess child("/bin/sh", argument);
    ProcessFacts facts;
    ASSERT_TRUE(ProcReader().readProcess(child.id(), facts));
    EXPECT_EQ(facts.commandLine.size(), 65'536U);
    EXPECT_THAT(facts.commandLine,
                testing::StartsWith("sh -c echo; while :; do sleep 1000; done aaaa"));
}

TEST(ProcReader, ListsEveryProcessWithItsParent)
{
    const WaitingProcess child([] {});
    const auto processes = ProcReader().listProcesses();
    const auto found = std::ranges::find(
        processes, child.id(), [](const ProcessFacts& facts) { return facts.key.processId; });
    ASSERT_NE(found, processes.end());
    EXPECT_EQ(found->parent.processId, static_cast<uint32_t>(getpid()));
    ProcessFacts self;
    ASSERT_TRUE(ProcReader().readProcess(static_cast<uint32_t>(getpid()), self));
    EXPECT_EQ(found->parent.startTimeNs, self.key.startTimeNs);
}

TEST(ProcReader, ProcessThatDoesNotExist)
{
    ProcessFacts facts;
    EXPECT_FALSE(ProcReader().readProcess(0, facts));
    EXPECT_FALSE(ProcReader("/nonexistent").readProcess(1, facts));
    EXPECT_TRUE(ProcReader("/nonexistent").listProcesses().empty());
}

} // namespace
} // namespace sysmon
