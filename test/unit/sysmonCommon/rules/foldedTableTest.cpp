// SPDX-License-Identifier: MIT
#include "foldedTable.h"

#include "randomPatterns.h"
#include "utf.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace sysmon::test {
namespace {

TEST(FoldedTables, FindTextsInAnyCase)
{
    std::mt19937 random(3);
    const std::vector<Pattern> texts = randomPatterns(random, 2000, 40, "abcdefXYZ-_@[`{\xc3\xa9");
    std::vector<FoldedTable::Entry> entries;
    for (const Pattern& text : texts)
        entries.push_back({text.text, text.number});
    const FoldedTable table(entries);
    for (const Pattern& text : texts) {
        std::string upper = text.text;
        for (char& letter : upper)
            if (letter >= 'a' && letter <= 'z') letter -= 'a' - 'A';
        EXPECT_EQ(table.find(upper), text.number) << text.text;
        EXPECT_EQ(table.find(text.text), text.number) << text.text;
        EXPECT_EQ(table.find(text.text + "~"), FoldedTable::notFound);
    }
    EXPECT_EQ(table.find(""), FoldedTable::notFound);
}

TEST(Folding, TouchesCapitalLettersOnly)
{
    for (int byte = 0; byte < 256; byte++) {
        const std::string text(9, static_cast<char>(byte)); // one more than a word
        const std::string folded = foldAscii(text);
        EXPECT_EQ(folded != text, byte >= 'A' && byte <= 'Z') << byte;
        EXPECT_TRUE(equalsFolded(text, folded));
        const FoldedTable table({{folded, 1}});
        EXPECT_EQ(table.find(text), 1u) << byte;
    }
}

} // namespace
} // namespace sysmon::test
