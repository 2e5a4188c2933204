// SPDX-License-Identifier: MIT
#include "utf.h"

#include <gtest/gtest.h>

namespace sysmon {
namespace {

void expectValid(std::string_view text, uint32_t codePoint)
{
    const Utf8Character character = firstCharacter(text);
    EXPECT_TRUE(character.valid) << text;
    EXPECT_EQ(character.codePoint, codePoint);
    EXPECT_EQ(character.size, text.size());
}

void expectInvalid(std::string_view text)
{
    const Utf8Character character = firstCharacter(text);
    EXPECT_FALSE(character.valid) << testing::PrintToString(text);
    EXPECT_EQ(character.size, 1);
}

TEST(FirstCharacter, EdgesOfEachLength)
{
    expectValid(std::string_view("\0", 1), 0);
    expectValid("\x7f", 0x7f);
    expectValid("\xc2\x80", 0x80);
    expectValid("\xdf\xbf", 0x7ff);
    expectValid("\xe0\xa0\x80", 0x800);
    expectValid("\xed\x9f\xbf", 0xd7ff);
    expectValid("\xee\x80\x80", 0xe000);
    expectValid("\xef\xbf\xbf", 0xffff);
    expectValid("\xf0\x90\x80\x80", 0x10000);
    expectValid("\xf4\x8f\xbf\xbf", 0x10ffff);
}

TEST(FirstCharacter, WhatIsNotACharacter)
{
    expectInvalid("\x80");     // continuation first
    expectInvalid("\xc0\x80"); // longer than needed
    expectInvalid("\xc1\xbf");
    expectInvalid("\xe0\x9f\xbf");
    expectInvalid("\xf0\x8f\xbf\xbf");
    expectInvalid("\xed\xa0\x80");     // surrogate
    expectInvalid("\xf4\x90\x80\x80"); // above U+10FFFF
    expectInvalid("\xf5\x80\x80\x80");
    expectInvalid("\xff");
    expectInvalid("\xe2\x82"); // cut short
    expectInvalid("\xe2\x28\xa1");
}

} // namespace
} // namespace sysmon
