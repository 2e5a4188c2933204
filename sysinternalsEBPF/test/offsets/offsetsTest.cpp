// SPDX-License-Identifier: MIT
#include "offsets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <set>
#include <string>

using namespace sysinternals;
using testing::Contains;

namespace {

TEST(OffsetList, EveryEntryIsWellFormed)
{
    std::set<std::string> names;
    std::set<std::string> structures;
    for (const OffsetEntry& entry : offsetEntries())
        structures.insert(entry.structure);
    for (const OffsetEntry& entry : offsetEntries()) {
        SCOPED_TRACE(entry.name());
        EXPECT_TRUE(names.insert(entry.name()).second) << "appears twice";
        EXPECT_EQ(findOffsetEntry(entry.name()), &entry);
        EXPECT_EQ(&offsetEntry(entry.id), &entry);
        if (entry.kind == MemberKind::Struct)
            EXPECT_TRUE(structures.contains(entry.detail) ||
                        entry.detail == std::string("in6_addr"));
        else
            EXPECT_GT(entry.bytes(), 0u);
    }
    EXPECT_EQ(findOffsetEntry("task_struct"), nullptr);
    EXPECT_EQ(findOffsetEntry("task_struct.pi"), nullptr);
}

/// getOffsets.c wants an answer for each of them, or it does not compile.
TEST(OffsetList, TheCompilerIsAskedAboutEveryMemberThatVaries)
{
    // "false" as the compiler refuses everything; what is asked is printed all the same.
    std::unique_ptr<FILE, int (*)(FILE*)> probe(popen("sh " GET_OFFSETS "/probeMembers false", "r"),
                                                pclose);
    ASSERT_NE(probe, nullptr);
    std::set<std::string> asked;
    for (char line[256]; fgets(line, sizeof(line), probe.get());)
        asked.insert(line);
    for (const OffsetEntry& entry : offsetEntries()) {
        if (entry.presence == Presence::Always || entry.presence == Presence::Useful) continue;
        EXPECT_THAT(
            asked, Contains("-DHAS_" + std::string(entry.structure) + "_" + entry.member + "=0\n"));
    }
}

} // namespace
