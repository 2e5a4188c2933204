// SPDX-License-Identifier: MIT
//
// Reading a blob trusts nothing.
#include "blobReader.h"

#include "blobSamples.h"
#include "error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace sysmon::test {
namespace {

using ::testing::HasSubstr;

std::string refusalOf(const Blob& blob)
{
    try {
        RuleSet::fromBlob(blob);
    } catch (const Error& error) {
        return error.what();
    }
    return "accepted";
}

TEST(BlobReader, AcceptsWhatTheCompilerWrites)
{
    EXPECT_EQ(refusalOf(sampleBlob()), "accepted");
    EXPECT_EQ(refusalOf({}), "accepted");
}

/// One member of the sample blob changed.
struct Damage {
    const char* what;
    size_t offset;
    uint32_t value;
    const char* complaint;
};

void PrintTo(const Damage& damage, std::ostream* out)
{
    *out << damage.what;
}

class DamagedBlob : public testing::TestWithParam<Damage> {};

TEST_P(DamagedBlob, IsRefused)
{
    Blob blob = sampleBlob();
    put(blob, GetParam().offset, GetParam().value);
    EXPECT_THAT(refusalOf(blob), HasSubstr(GetParam().complaint));
}

constexpr size_t event = 24;
constexpr size_t filter = 48;
constexpr size_t aggregation = 600;
constexpr size_t inner = 896;

INSTANTIATE_TEST_SUITE_P(
    EachMember, DamagedBlob,
    testing::Values(
        Damage{"binary version", 0, 0x00100000, "binary version 16.00 instead of 18.00"},
        Damage{"event count", 4, 3, "3 events counted, 2 found, at offset 4"},
        Damage{"header size", 8, 32, "header size 32"},
        Damage{"first event inside the header", 16, 8, "overlaps"},
        Damage{"first event beyond the end", 16, 4096, "an event reaches beyond the end"},
        Damage{"first event not aligned", 16, 28, "not aligned"},
        Damage{"aggregation list beyond the end", 20, 8192, "an aggregation reaches beyond"},
        Damage{"event id without rules", event, 4, "event id 4 has no rules"},
        Damage{"unknown event id", event, 30, "event id 30 has no rules"},
        Damage{"default", event + 4, 2, "default is 2, not 0 or 1, at offset 28"},
        Damage{"combine", event + 8, 0xffffffff, "combine is -1"},
        Damage{"next event is itself", event + 12, 24, "overlaps"},
        Damage{"filter count", event + 16, 1, "1 filters counted, 2 found"},
        Damage{"first filter goes back", event + 20, 24, "overlaps"},
        Damage{"field", filter, 23, "event 1 has no field 23"},
        Damage{"condition", filter + 516, 16, "unknown condition 16"},
        Damage{"next filter is itself", filter + 520, 48, "overlaps"},
        Damage{"next filter near the end", filter + 520, 1456, "a filter reaches beyond the end"},
        Damage{"data size odd", filter + 524, 7, "data of 7 bytes"},
        Damage{"data size zero", filter + 524, 0, "data of 0 bytes"},
        Damage{"data size beyond the end", filter + 524, 0xfffffffe, "data of 4294967294 bytes"},
        Damage{"data size without NUL", filter + 524, 6, "does not end in its only NUL"},
        Damage{"data size over two NULs", filter + 524, 10, "does not end in its only NUL"},
        Damage{"data not UTF-16", filter + 536, 0x0062d800, "data is not UTF-16"},
        Damage{"id of no aggregation", filter + 528, 1, "aggregation id 1 instead of 0"},
        Damage{"aggregation id", inner + 528, 2, "aggregation id 2 instead of 1"},
        Damage{"aggregation offset", inner + 532, 608, "aggregation"},
        Damage{"aggregation's first filter", aggregation + 268, 48, "first filter is not the one"},
        Damage{"aggregation's count", aggregation + 276, 2, "2 filters counted, 1 found"},
        Damage{"aggregation's combine", aggregation + 280, 7, "combine is 7"},
        Damage{"aggregation list goes back", aggregation + 272, 600, "goes back"}));

TEST(BlobReader, NamesNeedAnEnd)
{
    Blob blob = sampleBlob();
    for (size_t i = 0; i < 256; i++)
        put(blob, 48 + 4 + 2 * i, u'x');
    EXPECT_THAT(refusalOf(blob), HasSubstr("a name without an end, at offset 52"));
}

TEST(BlobReader, EveryCutIsRefused)
{
    const Blob whole = sampleBlob();
    for (size_t size = 1; size < whole.size(); size++)
        EXPECT_NE(refusalOf(Blob(whole.begin(), whole.begin() + size)), "accepted") << size;
}

TEST(BlobReader, SurvivesRandomDamage)
{
    const Blob whole = sampleBlob();
    std::mt19937 random(1);
    int refused = 0;
    for (int i = 0; i < 20'000; i++) {
        Blob blob = whole;
        for (int hit = 0; hit < 3; hit++)
            blob[random() % blob.size()] = static_cast<std::byte>(random());
        refused += refusalOf(blob) != "accepted";
    }
    EXPECT_GT(refused, 1000);
}

} // namespace
} // namespace sysmon::test
