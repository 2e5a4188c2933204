// SPDX-License-Identifier: MIT
//
// The compiled blob: its layout to the byte.
#include "blob.h"

#include "blobReader.h"
#include "blobSamples.h"
#include "schema.h"
#include "utf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sysmon::test {
namespace {

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

} // namespace
} // namespace sysmon::test
