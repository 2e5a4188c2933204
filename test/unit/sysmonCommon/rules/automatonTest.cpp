// SPDX-License-Identifier: MIT
//
// Looking for many texts at once, against looking for each.
#include "automaton.h"

#include "randomPatterns.h"
#include "utf.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace sysmon::test {
namespace {

std::set<uint32_t> found(const Automaton& automaton, const std::string& text)
{
    std::set<uint32_t> numbers;
    automaton.scan(text, [&](uint32_t number) { return numbers.insert(number).second; });
    return numbers;
}

std::set<uint32_t> expected(const std::vector<Pattern>& patterns, const std::string& text)
{
    std::set<uint32_t> numbers;
    const std::string folded = foldAscii(text);
    for (const Pattern& pattern : patterns)
        if (folded.find(pattern.text) != folded.npos) numbers.insert(pattern.number);
    return numbers;
}

struct Shape {
    size_t patterns;
    size_t longest;
    std::string letters;
};

/// For GoogleTest's messages and the names of ctest.
void PrintTo(const Shape& shape, std::ostream* out)
{
    *out << shape.patterns << " patterns of up to " << shape.longest;
}

class Automatons : public testing::TestWithParam<Shape> {};

TEST_P(Automatons, FindWhatATextContains)
{
    const Shape& shape = GetParam();
    std::mt19937 random(7);
    const std::vector<Pattern> patterns =
        randomPatterns(random, shape.patterns, shape.longest, shape.letters);
    const Automaton automaton(patterns);
    size_t hits = 0;
    for (int i = 0; i < 200; i++) {
        std::string text = randomText(random, 200, shape.letters + "#");
        if (i % 2)
            text += patterns[random() % patterns.size()].text; // long ones do not turn up alone
        const std::set<uint32_t> numbers = found(automaton, text);
        ASSERT_EQ(numbers, expected(patterns, text)) << text;
        hits += numbers.size();
    }
    EXPECT_GT(hits, 100u);
    EXPECT_TRUE(found(automaton, "").empty());
}

INSTANTIATE_TEST_SUITE_P(Shapes, Automatons,
                         testing::Values(Shape{1, 3, "ab"}, Shape{20, 6, "abA"},
                                         Shape{200, 8, "abcde"},
                                         // Far more states than have rows.
                                         Shape{6000, 60, "abcdefghijklmnopqrstuvwxyz/.-_\xc3\xa9"},
                                         Shape{3000, 300, "ab"}));

TEST(Automatons, HandleEveryByte)
{
    std::vector<Pattern> patterns;
    std::string all;
    for (int byte = 0; byte < 256; byte++) {
        all += static_cast<char>(byte);
        if (byte < 'A' || byte > 'Z')
            patterns.push_back(
                {std::string(1, static_cast<char>(byte)), static_cast<uint32_t>(byte)});
    }
    EXPECT_EQ(found(Automaton(patterns), all), expected(patterns, all));
    EXPECT_EQ(found(Automaton(patterns), "Q"), std::set<uint32_t>{'q'});
}

} // namespace
} // namespace sysmon::test
