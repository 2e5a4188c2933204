// SPDX-License-Identifier: MIT
#include "textArena.h"

#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

TEST(TextArena, TextsStayWhereTheyAre)
{
    TextArena arena;
    const std::string_view small = arena.keep("first");
    const std::string huge(1'000'000, 'x');
    EXPECT_EQ(arena.keep(huge), huge);
    EXPECT_EQ(arena.join({"a", "", "bc"}), "abc");
    EXPECT_EQ(small, "first");
}

TEST(TextArena, ResetGivesTheSameMemoryAgain)
{
    TextArena arena;
    const char* const first = arena.allocate(100);
    arena.reset();
    EXPECT_EQ(arena.allocate(100), first);
}

TEST(TextArena, EmptyTextIsFine)
{
    TextArena arena;
    EXPECT_EQ(arena.keep(""), "");
}

} // namespace
} // namespace sysmon
