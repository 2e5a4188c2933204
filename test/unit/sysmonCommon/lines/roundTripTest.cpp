// SPDX-License-Identifier: MIT
//
// What was read back can be written again as it was, in each form and from one to the other.
#include "decodedEvent.h"
#include "givenFields.h"
#include "jsonLine.h"
#include "sharedData.h"
#include "strictXml.h"
#include "writtenBytes.h"
#include "xmlLine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace sysmon::test {
namespace {

/// The fields of an event that was read back, for it to be written again.
GivenFields fieldsOf(const DecodedEvent& event, const SchemaEvent& schema)
{
    GivenFields source;
    for (const DecodedField& field : event.fields) {
        const auto found = std::ranges::find(schema.fields, field.name, &SchemaField::name);
        EXPECT_NE(found, schema.fields.end()) << field.name;
        const auto index = static_cast<uint16_t>(found - schema.fields.begin());
        source.texts[index] = bytesOf(field.value);
    }
    return source;
}

/// Whether it has all fields, each with a value, as every event of the daemon.
bool isComplete(const DecodedEvent& event, const SchemaEvent& schema)
{
    const auto hasValue = [](const DecodedField& field) { return !field.value.empty(); };
    return std::ranges::equal(event.fields, schema.fields, {}, &DecodedField::name,
                              &SchemaField::name) &&
           std::ranges::all_of(event.fields, hasValue);
}

NamedTexts textsOf(const DecodedEvent& event)
{
    NamedTexts texts;
    for (const DecodedField& field : event.fields)
        texts.emplace_back(field.name, field.value);
    return texts;
}

std::string eventDataOf(const std::string& line)
{
    return line.substr(line.find("<EventData>"));
}

class RecordedLines : public testing::TestWithParam<const char*> {};

INSTANTIATE_TEST_SUITE_P(, RecordedLines, testing::Values("events.xml", "events_real.xml"),
                         [](const auto& info) { return info.index == 0 ? "Made" : "Real"; });

TEST_P(RecordedLines, AreWrittenAsTheyWere)
{
    SKIP_WITHOUT_SHARED_DATA();
    std::istringstream lines(readFile(sharedData() / "reference/conformance" / GetParam()));
    size_t complete = 0;
    for (std::string line; std::getline(lines, line);) {
        const DecodedEvent event = decodeEvent(line, Reading::Strict).value();
        ASSERT_EQ(textsOf(event), readDataElements(line)) << line;
        const SchemaEvent& schema = *findEvent(event.id);
        GivenFields source = fieldsOf(event, schema);
        const std::string xml = lineOf(schema, source, encodeXml);
        const std::string json = lineOf(schema, source, encodeJson);
        ASSERT_EQ(textsOf(*decodeEvent(json, Reading::Strict)),
                  textsOf(*decodeEvent(xml, Reading::Strict)));
        if (!isComplete(event, schema)) continue;
        ASSERT_EQ(eventDataOf(xml), eventDataOf(line));
        ++complete;
    }
    EXPECT_GT(complete, 10u);
}

} // namespace
} // namespace sysmon::test
