// SPDX-License-Identifier: MIT
//
// The compiled blob: its layout to the byte, and that reading one trusts nothing.
#include "blob.h"
#include "blobReader.h"
#include "configuration.h"
#include "error.h"
#include "ruleTrial.h"
#include "rules.h"
#include "schema.h"
#include "utf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace sysmon::test {
namespace {

using ::testing::HasSubstr;

using Blob = std::vector<std::byte>;

Blob compile(const std::string& rules, std::string_view version = "4.81")
{
    return loadConfiguration(configurationOf(rules, version), "blob").blob;
}

template <class Record>
Record at(const Blob& blob, size_t offset)
{
    Record record;
    std::memcpy(&record, blob.data() + offset, sizeof(record));
    return record;
}

template <class Record>
void put(Blob& blob, size_t offset, const Record& record)
{
    std::memcpy(blob.data() + offset, &record, sizeof(record));
}

/// An event with a filter and a <Rule> of one filter. Offsets: event 24, filter 48, aggregation
/// 600, its filter 896, next event 1440.
Blob sampleBlob()
{
    return compile(
        "<RuleGroup groupRelation=\"and\"><ProcessCreate onmatch=\"include\">"
        "<Image name=\"n\">abc</Image>"
        "<Rule groupRelation=\"and\" name=\"r\"><User condition=\"is not\">x</User></Rule>"
        "</ProcessCreate></RuleGroup><FileCreate onmatch=\"exclude\"/>");
}

TEST(Blob, HasTheLayoutThatExists)
{
    const Blob blob = sampleBlob();
    ASSERT_EQ(blob.size(), 1464u);
    const auto header = at<BlobHeader>(blob, 0);
    EXPECT_EQ(header.binaryVersion, 0x00120000u);
    EXPECT_EQ(header.events, 2u);
    EXPECT_EQ(header.headerSize, 24u);
    EXPECT_EQ(header.schemaVersion, 0x00040051u);
    EXPECT_EQ(header.firstEvent, 24u);
    EXPECT_EQ(header.firstAggregation, 600u);
    const auto event = at<BlobEvent>(blob, 24);
    EXPECT_EQ(event.id, 1u);
    EXPECT_EQ(event.defaultAction, 1);
    EXPECT_EQ(event.combine, 1);
    EXPECT_EQ(event.next, 1440u);
    EXPECT_EQ(event.filters, 2u);
    EXPECT_EQ(event.firstFilter, 48u);
    const auto filter = at<BlobFilter>(blob, 48);
    EXPECT_EQ(filter.field, fields::CreateProcess::Image);
    EXPECT_EQ(std::u16string(filter.name), u"n");
    EXPECT_EQ(filter.condition, 0);
    EXPECT_EQ(filter.next, 896u);
    EXPECT_EQ(filter.dataSize, 8u);
    EXPECT_EQ(filter.aggregationId, 0u);
    EXPECT_EQ(filter.aggregation, 0u);
    EXPECT_EQ(std::memcmp(blob.data() + 48 + sizeof(filter), u"abc", 8), 0);
    const auto aggregation = at<BlobAggregation>(blob, 600);
    EXPECT_EQ(std::u16string(aggregation.name), u"r");
    EXPECT_EQ(aggregation.id, 1u);
    EXPECT_EQ(aggregation.firstFilter, 896u);
    EXPECT_EQ(aggregation.next, 0u);
    EXPECT_EQ(aggregation.filters, 1u);
    EXPECT_EQ(aggregation.combine, 1);
    const auto inner = at<BlobFilter>(blob, 896);
    EXPECT_EQ(std::u16string(inner.name), u"r");
    EXPECT_EQ(inner.condition, 1);
    EXPECT_EQ(inner.aggregationId, 1u);
    EXPECT_EQ(inner.aggregation, 600u);
    EXPECT_EQ(at<BlobEvent>(blob, 1440).defaultAction, 0);
}

TEST(Blob, ReservesOneByteMoreThanAFilterNeeds)
{
    // 536 + 8 is a multiple of 8, yet the record takes 552: the byte more that is reserved.
    const auto sizeWith = [](const std::string& value) {
        return compile("<ProcessCreate onmatch=\"include\"><Image>" + value +
                       "</Image></ProcessCreate>")
            .size();
    };
    EXPECT_EQ(sizeWith("ab"), 48 + 544u);
    EXPECT_EQ(sizeWith("abc"), 48 + 552u);
}

TEST(Blob, WithoutAnyEventIsEmpty)
{
    EXPECT_TRUE(compile("").empty());
    EXPECT_TRUE(compile("<RuleGroup groupRelation=\"or\"/>").empty());
    EXPECT_EQ(compile("<ProcessCreate onmatch=\"include\"/>").size(), 48u);
}

TEST(Blob, FollowsTheSchemasOrderAndWithinARuleNameTheFiles)
{
    const auto rules = readBlob(compile("<FileCreate onmatch=\"include\"/>"
                                        "<ProcessCreate onmatch=\"include\"/>"
                                        "<FileCreate onmatch=\"exclude\"/>"));
    ASSERT_EQ(rules.events.size(), 3u);
    EXPECT_EQ(rules.events[0].id, 1);
    EXPECT_EQ(rules.events[1].id, 11);
    EXPECT_FALSE(rules.events[1].includeByDefault);
    EXPECT_TRUE(rules.events[2].includeByDefault);
}

TEST(Blob, SeriesTakeTheFirstEventThatFits)
{
    const std::string details = "<Details>x</Details>";
    const std::string rule = "<Rule groupRelation=\"and\"><TargetObject>x</TargetObject></Rule>";
    const auto registry = [](const std::string& inside) {
        return "<RegistryEvent onmatch=\"include\">" + inside + "</RegistryEvent>";
    };
    EXPECT_EQ(at<BlobEvent>(compile(registry(rule)), 24).id, 12u);
    EXPECT_EQ(at<BlobEvent>(compile(registry(details)), 24).id, 13u);
    EXPECT_EQ(at<BlobEvent>(compile(registry("<NewName>x</NewName>")), 24).id, 14u);

    // Ids stay used up by the event that was tried in vain; if that was the blob's first, the
    // header's list of aggregations is lost.
    const Blob first = compile(registry(rule + details));
    EXPECT_EQ(at<BlobHeader>(first, 0).firstAggregation, 0u);
    EXPECT_EQ(at<BlobAggregation>(first, 48).id, 2u);
    const Blob second = compile("<ProcessCreate onmatch=\"include\"/>" + registry(rule + details));
    EXPECT_EQ(at<BlobHeader>(second, 0).firstAggregation, 72u);
    EXPECT_EQ(at<BlobAggregation>(second, 72).id, 2u);
}

TEST(Blob, AggregationsHold127CharactersOfTheirName)
{
    const std::string name(200, 'n');
    const auto rules = readBlob(compile("<ProcessCreate onmatch=\"include\"><Rule name=\"" + name +
                                        "\"><Image>x</Image></Rule></ProcessCreate>"));
    EXPECT_EQ(rules.events[0].compounds[0].name, std::string(127, 'n'));
    EXPECT_EQ(rules.events[0].filters[0].name, name);
}

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
