// SPDX-License-Identifier: MIT
#include "ruleShadows.h"

#include "validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace sysmon::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Pair {
    const char* earlier;
    const char* later;
    bool shadowed;
};

void PrintTo(const Pair& pair, std::ostream* out)
{
    *out << pair.earlier << " before " << pair.later;
}

class Shadows : public testing::TestWithParam<Pair> {};

TEST_P(Shadows, AreFound)
{
    const auto& [earlier, later, shadowed] = GetParam();
    EXPECT_EQ(warningsAbout({earlier, later}),
              shadowed ? "FILE:5: warning: " +
                             std::string(std::string_view(later).starts_with("<Rule") ? "Rule"
                                                                                      : "Image") +
                             ": never decides: the rule in line 4 is tried before it and matches "
                             "whenever it would\n"
                       : "");
}

constexpr const char* is = "<Image>/bin/abc</Image>";
constexpr const char* contains = "<Image condition=\"contains\">BIN</Image>";
constexpr const char* begins = "<Image condition=\"begin with\">/bin/</Image>";
constexpr const char* ends = "<Image condition=\"end with\">c</Image>";
constexpr const char* image = "<Image condition=\"image\">abc</Image>";
constexpr const char* both = "<Rule groupRelation=\"and\"><Image>/bin/abc</Image>"
                             "<User>x</User></Rule>";
constexpr const char* either = "<Rule><Image>/bin/abc</Image><Image>/bin/b</Image></Rule>";

INSTANTIATE_TEST_SUITE_P(
    OfOneFilter, Shadows,
    testing::Values(Pair{is, is, true}, Pair{contains, is, true}, Pair{begins, is, true},
                    Pair{ends, is, true}, Pair{image, is, true}, Pair{is, contains, false},
                    Pair{contains, begins, true}, Pair{begins, contains, false},
                    Pair{ends, image, true}, Pair{begins, image, false}, Pair{image, ends, false},
                    Pair{contains, "<Image condition=\"contains\">/binary</Image>", true},
                    Pair{contains, "<User condition=\"contains\">bin</User>", false},
                    Pair{contains, "<Image condition=\"excludes\">bin</Image>", false},
                    Pair{contains, both, true}, Pair{both, is, false}, Pair{begins, either, true},
                    Pair{ends, either, false}, Pair{either, both, true},
                    Pair{contains, "<Image condition=\"is any\">/bin/a;/usr/b</Image>", false},
                    Pair{contains, "<Image condition=\"is any\">/bin/a;/bin/b</Image>", true},
                    Pair{contains, "<Image condition=\"contains all\">x;/bin/b</Image>", true},
                    Pair{"<Image condition=\"contains any\">x;bin</Image>", is, true},
                    Pair{"<Image condition=\"contains all\">x;bin</Image>", is, false}));

TEST(Warnings, ShadowsFallAcrossElementsInTheOrderOfTrying)
{
    EXPECT_THAT(
        validate("<ProcessCreate onmatch=\"include\"><Image>/bin/abc</Image></ProcessCreate>"
                 "\n<ProcessCreate onmatch=\"exclude\"><Image condition=\"image\">abc"
                 "</Image></ProcessCreate>")
            .out,
        HasSubstr("FILE:3: warning: Image: never decides: the rule in line 4"));
    EXPECT_THAT(validate("<RuleGroup groupRelation=\"and\"><ProcessCreate onmatch=\"include\">"
                         "<Image>/bin/abc</Image><User>x</User><Image>/bin/abc</Image>"
                         "</ProcessCreate></RuleGroup>")
                    .out,
                Not(HasSubstr("warning")));
}

} // namespace
} // namespace sysmon::test
