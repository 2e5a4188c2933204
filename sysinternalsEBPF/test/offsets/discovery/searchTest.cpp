// SPDX-License-Identifier: MIT
#include "search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <initializer_list>

using namespace sysinternals;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

Dump dumpOf(std::initializer_list<uint32_t> words)
{
    Dump dump(words.size() * sizeof(uint32_t));
    memcpy(dump.data(), std::data(words), dump.size());
    return dump;
}

TEST(Search, TakesWhatEveryWitnessHas)
{
    Dump one = dumpOf({1, 7, 7, 4});
    Dump two = dumpOf({7, 8, 9, 8});
    EXPECT_THAT(offsetsWithValues({{&one, 7}}, 4), ElementsAre(4, 8));
    EXPECT_THAT(offsetsWithValues({{&one, 7}, {&two, 8}}, 4), ElementsAre(4));
    EXPECT_THAT(offsetsWithValues({{&one, 7}, {&two, 1}}, 4), IsEmpty());
}

TEST(Search, NeverReadsOverTheEndOfADump)
{
    Dump one = dumpOf({5, 5, 5});
    Dump shorter = dumpOf({5});
    EXPECT_THAT(offsetsWithValues({{&one, 5}, {&shorter, 5}}, 4), ElementsAre(0));
    EXPECT_EQ(wordAt(shorter, 0), 0u);
}

} // namespace
