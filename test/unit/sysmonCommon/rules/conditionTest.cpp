// SPDX-License-Identifier: MIT
//
// Each condition alone: what it matches and what not.
#include "ruleTrial.h"

#include <gtest/gtest.h>

namespace sysmon::test {
namespace {

struct Case {
    const char* condition;
    const char* value;
    std::string text;
    bool matches;
};

void PrintTo(const Case& tried, std::ostream* out)
{
    *out << '"' << tried.text << "\" " << tried.condition << " \"" << tried.value << '"';
}

class Conditions : public testing::TestWithParam<Case> {};

TEST_P(Conditions, Match)
{
    const auto& [condition, value, text, matches] = GetParam();
    const std::string rule =
        std::string("<ProcessCreate onmatch=\"include\"><CommandLine condition=\"") + condition +
        "\">" + value + "</CommandLine></ProcessCreate>";
    EXPECT_EQ(decide(rule, {eventId::CreateProcess, {{"CommandLine", text}}}),
              matches ? "include" : "exclude");
}

INSTANTIATE_TEST_SUITE_P(
    Equality, Conditions,
    testing::Values(Case{"is", "abc", "abc", true}, Case{"is", "abc", "ABC", true},
                    Case{"is", "abc", "abcd", false}, Case{"is", "abc", " abc", false},
                    Case{"is", "", "", true}, Case{"is", "", "x", false},
                    Case{"IS", "x", "x", true}, Case{"", "x", "x", true},
                    Case{"is", "ÄB", "Äb", true}, Case{"is", "äb", "Äb", false},
                    Case{"is", "@[`{", "@[`{", true}, Case{"is", "@", "`", false},
                    Case{"is", "longer than two words", "LONGER than two wordS", true},
                    Case{"is", "longer than two words", "longer than two wordz", false},
                    Case{"is not", "abc", "ABC", false}, Case{"is not", "abc", "ab", true},
                    Case{"is any", "a;b", "b", true}, Case{"is any", "a;b", "a;b", false},
                    Case{"is any", "a; b", "b", false}, Case{"is any", "a; b", " B", true},
                    Case{"is any", "a;;b", "", false}, Case{"is any", ";", "", false}));

INSTANTIATE_TEST_SUITE_P(
    Containing, Conditions,
    testing::Values(
        Case{"contains", "b", "abc", true}, Case{"contains", "B", "abc", true},
        Case{"contains", "abc", "ab", false}, Case{"contains", "", "x", true},
        Case{"contains", "", "", false}, Case{"contains", " -S ", "x -s y", true},
        Case{"contains", "a;b", "a;b", true}, Case{"contains", "a;b", "b", false},
        Case{"excludes", "b", "abc", false}, Case{"excludes", "z", "abc", true},
        Case{"excludes", "", "x", false}, Case{"excludes", "", "", true},
        Case{"contains any", "x;b", "abc", true}, Case{"contains any", "x;y", "abc", false},
        Case{"contains all", "a;c", "abc", true}, Case{"contains all", "a;z", "abc", false},
        Case{"contains all", "a; c", "abc", false}, Case{"excludes any", "x;y", "abc", true},
        Case{"excludes any", "x;b", "abc", false}, Case{"excludes all", "a;x", "abc", true},
        Case{"excludes all", "a;b", "abc", false}));

INSTANTIATE_TEST_SUITE_P(EmptyItems, Conditions,
                         testing::Values(Case{"contains any", "x;", "abc", false},
                                         Case{"contains any", ";b", "abc", true},
                                         Case{"contains all", "a;;c", "abc", true},
                                         Case{"excludes any", "x;;", "abc", true},
                                         Case{"contains any", "", "abc", false},
                                         Case{"contains all", ";;", "abc", false},
                                         Case{"excludes any", ";", "abc", false},
                                         Case{"excludes all", "", "abc", false}));

INSTANTIATE_TEST_SUITE_P(
    Affixes, Conditions,
    testing::Values(Case{"begin with", "ab", "ABC", true}, Case{"begin with", "bc", "abc", false},
                    Case{"begin with", "abcd", "abc", false}, Case{"begin with", "", "", true},
                    Case{"end with", "BC", "abc", true}, Case{"end with", "ab", "abc", false},
                    Case{"end with", "", "x", true}, Case{"not begin with", "ab", "abc", false},
                    Case{"not begin with", "b", "abc", true},
                    Case{"not begin with", "", "abc", false},
                    Case{"not end with", "bc", "abc", false},
                    Case{"not end with", "b", "abc", true},
                    Case{"not end with", "", "abc", false}));

INSTANTIATE_TEST_SUITE_P(
    Order, Conditions,
    testing::Values(Case{"less than", "9", "10", true}, Case{"more than", "9", "10", false},
                    Case{"less than", "b", "A", true}, Case{"less than", "a", "A", false},
                    Case{"more than", "z", "_", true}, // '_' is above 'Z'
                    Case{"less than", "a", "", true}, Case{"less than", "ab", "a", true},
                    Case{"more than", "a", "ab", true},
                    // UTF-16 order: U+1F600 starts with a surrogate, below U+FFFD.
                    Case{"less than", "\xef\xbf\xbd", "\xf0\x9f\x98\x80", true},
                    Case{"more than", "\xed\x9f\xbf", "\xf0\x9f\x98\x80", true},
                    Case{"less than", "\xf0\x9f\x98\x81", "\xf0\x9f\x98\x80", true}));

INSTANTIATE_TEST_SUITE_P(Image, Conditions,
                         testing::Values(Case{"image", "bash", "/usr/bin/bash", true},
                                         Case{"image", "BASH", "C:\\Tools\\bash", true},
                                         Case{"image", "bash", "bash", true},
                                         Case{"image", "bash", "/bash/x", false},
                                         Case{"image", "bash", "/usr/bin/zbash", false},
                                         Case{"image", "/usr/bin/bash", "/usr/bin/bash", true},
                                         Case{"image", "/bin/bash", "/usr/bin/bash", false},
                                         Case{"image", "a\\b", "a\\b", true},
                                         Case{"image", "", "/usr/", true},
                                         Case{"image", "", "/usr/x", false}));

INSTANTIATE_TEST_SUITE_P(BytesThatAreNotUtf8, Conditions,
                         testing::Values(Case{"contains", "alpha",
                                              "\xff"
                                              "alpha\xff",
                                              true},
                                         Case{"is", "\xef\xbf\xbd", "\x80", true},
                                         Case{"is", "a\xef\xbf\xbd\xef\xbf\xbd", "a\xe2\x82", true},
                                         Case{"is", "/", "\xc0\xaf", true},
                                         Case{"is", "\xf0\x9f\x98\x80", "\xed\xa0\xbd\xed\xb8\x80",
                                              true},
                                         Case{"is", "\xef\xbf\xbd", "\xf4\x90\x80\x80", true},
                                         Case{"more than", "_", "\xed\xa0\x80", true},
                                         Case{"contains", "b", std::string("a\0b", 3), true},
                                         Case{"is", "a", std::string("a\0b", 3), false}));

} // namespace
} // namespace sysmon::test
