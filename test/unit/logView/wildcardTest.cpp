// SPDX-License-Identifier: MIT
#include "wildcard.h"

#include <gtest/gtest.h>

#include <string>

namespace sysmon::view {
namespace {

TEST(Wildcard, MatchesWholeTexts)
{
    const auto matches = [](const char* pattern, const char* text) {
        return Wildcard(pattern).matches(text);
    };
    EXPECT_TRUE(matches("/bin/ls", "/BIN/ls"));
    EXPECT_FALSE(matches("/bin/ls", "/bin/lsx"));
    EXPECT_FALSE(matches("/bin/ls", "x/bin/ls"));
    EXPECT_TRUE(matches("*/ls", "/bin/ls"));
    EXPECT_TRUE(matches("*b*n*", "/bin/ls"));
    EXPECT_TRUE(matches("*ls*", "lslsls"));
    EXPECT_FALSE(matches("*ls", "lsl"));
    EXPECT_TRUE(matches("?s", "ls"));
    EXPECT_TRUE(matches("?", "ä")) << "one character of two bytes";
    EXPECT_TRUE(matches("*?", "€"));
    EXPECT_FALSE(matches("?", ""));
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("", ""));
    EXPECT_FALSE(matches("", "x"));
    EXPECT_TRUE(matches("a\\*b\\?\\\\", "a*b?\\"));
    EXPECT_FALSE(matches("a\\*b", "axb"));
    EXPECT_TRUE(matches("\\x1b*", "\\x1b[2J")) << "a backslash that escapes nothing";
}

TEST(Wildcard, ManyStarsDoNotTakeLong)
{
    std::string pattern;
    for (int i = 0; i < 30; ++i)
        pattern += "*a";
    EXPECT_FALSE(Wildcard(pattern + "*b").matches(std::string(60'000, 'a')));
}

} // namespace
} // namespace sysmon::view
