// SPDX-License-Identifier: MIT
#include "fieldSizes.h"

#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

std::string cut(std::string_view text, uint32_t characters)
{
    TextArena arena;
    return std::string(cutText(text, characters, arena));
}

TEST(CutText, LastThreeOfTheRestAreDots)
{
    EXPECT_EQ(cut("/usr/bin/whoami", 10), "/usr/bi...");
    EXPECT_EQ(cut("abcd", 3), "...");
}

TEST(CutText, WhatFitsStays)
{
    EXPECT_EQ(cut("abcd", 4), "abcd");
    EXPECT_EQ(cut("", 1), "");
    EXPECT_EQ(cut("a", 1), "a");
}

TEST(CutText, NoRoomForTheDots)
{
    EXPECT_EQ(cut("abcd", 2), "-");
}

TEST(CutText, CountsCharactersNotBytes)
{
    EXPECT_EQ(cut("äöüß", 4), "äöüß");
    EXPECT_EQ(cut("äöüßäöüß", 5), "äö...");
    EXPECT_EQ(cut("\xff\xfe\xfd\xfc\xfb", 4), "\xff...");
}

class NamesOnly : public FieldSource {
public:
    std::string_view resolve(uint16_t) override { return "0123456789"; }
};

TEST(FieldSizes, LimitsFieldsOfTextOnly)
{
    const FieldSizes sizes({{"Image", 5}, {"ProcessId", 5}, {"ProcessGuid", 5}});
    NamesOnly source;
    TextArena arena;
    Event event(*findEvent(eventId::CreateProcess), 0, source);
    sizes.apply(event, arena);
    EXPECT_EQ(event.text(fields::CreateProcess::Image), "01...");
    EXPECT_EQ(event.text(fields::CreateProcess::ProcessId), "0123456789");
    EXPECT_EQ(event.text(fields::CreateProcess::ProcessGuid), "0123456789");
    EXPECT_EQ(event.text(fields::CreateProcess::CommandLine), "0123456789");
}

} // namespace
} // namespace sysmon
