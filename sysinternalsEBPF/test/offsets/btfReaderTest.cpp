// SPDX-License-Identifier: MIT
#include "btfReader.h"

#include "btfOffsets.h"
#include "failure.h"
#include "offsetSamples.h"
#include "syntheticBtf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <span>
#include <vector>

using namespace sysinternals;
using sysinternals::test::someOffsets;
using testing::HasSubstr;

namespace {

TEST(BtfReader, RefusesEveryTruncation)
{
    std::vector<std::byte> bytes = makeSyntheticBtf(someOffsets());
    for (size_t size = 0; size < bytes.size(); size++)
        EXPECT_THROW(BtfReader(std::span(bytes).first(size), "cut"), Failure) << size;
}

TEST(BtfReader, SurvivesDamage)
{
    std::vector<std::byte> good = makeSyntheticBtf(someOffsets());
    size_t refused = 0;
    for (size_t at = 0; at < good.size(); at++) {
        std::vector<std::byte> bad = good;
        bad[at] ^= std::byte{0xff};
        try {
            offsetsFromBtf(BtfReader(bad, "damaged"));
        } catch (const Failure& failure) {
            EXPECT_THAT(failure.what(), HasSubstr("damaged"));
            refused++;
        }
    }
    EXPECT_GT(refused, 0u);
}

} // namespace
