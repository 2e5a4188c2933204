// SPDX-License-Identifier: MIT
#include "lineSplitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sysmon::view {
namespace {

using testing::ElementsAre;

std::vector<std::string> linesOf(const std::vector<std::string>& pieces)
{
    std::vector<std::string> lines;
    const auto take = [&](const Line& line) {
        lines.push_back(std::to_string(line.number) + (line.tooLong ? "! " : " ") +
                        std::string(line.text.substr(0, 10)));
    };
    LineSplitter splitter;
    for (const std::string& piece : pieces)
        splitter.add(piece, take);
    splitter.end(take);
    return lines;
}

TEST(LineSplitter, MakesLinesOfPieces)
{
    EXPECT_THAT(linesOf({"a\nb", "c\n", "\nd"}), ElementsAre("1 a", "2 bc", "3 ", "4 d"));
    EXPECT_THAT(linesOf({"a\n"}), ElementsAre("1 a"));
    EXPECT_THAT(linesOf({""}), ElementsAre());
}

TEST(LineSplitter, KeepsNoMoreThanALineMayHave)
{
    const std::string most(mostLineBytes, 'x');
    EXPECT_THAT(linesOf({most + "\n" + most, "y\nz"}),
                ElementsAre("1 xxxxxxxxxx", "2! xxxxxxxxxx", "3 z"));
}

} // namespace
} // namespace sysmon::view
