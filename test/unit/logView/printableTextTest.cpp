// SPDX-License-Identifier: MIT
#include "printableText.h"

#include <gtest/gtest.h>

namespace sysmon::view {
namespace {

TEST(Printable, WhatActsOnATerminalIsShownAsBytes)
{
    EXPECT_EQ(printable("\x1b]0;title\x07 \x1b[2J\r\n\t\b\x7f"),
              "\\x1b]0;title\\x07 \\x1b[2J\\x0d\\x0a\\x09\\x08\\x7f");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m \xc2\x85"),
              "\\xc2\\x9b31m \\xc2\\x85")
        << "C1";
    EXPECT_EQ(printable("a\xe2\x80\xae"
                        "b\xe2\x81\xa6"),
              "a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6")
        << "bidi";
    EXPECT_EQ(printable("\xe2\x80\xa8\xe2\x80\x8b\xef\xbb\xbf\xc2\xad"),
              "\\xe2\\x80\\xa8\\xe2\\x80\\x8b\\xef\\xbb\\xbf\\xc2\\xad");
    EXPECT_EQ(printable("\xf3\xa0\x81\x81"), "\\xf3\\xa0\\x81\\x81") << "a tag";
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, TextStays)
{
    const std::string_view text = "/bin/ls -l \"ä\" 日本 🐧 \\x1b \xef\xbf\xbd";
    EXPECT_EQ(printable(text), text);
}

} // namespace
} // namespace sysmon::view
