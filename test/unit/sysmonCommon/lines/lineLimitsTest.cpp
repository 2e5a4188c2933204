// SPDX-License-Identifier: MIT
//
// Properties of every line, tried with fields of random bytes and lengths: it is never longer than
// its limit, always valid, and no more of a field is missing than must be.
#include "givenFields.h"
#include "jsonLine.h"
#include "strictXml.h"
#include "writtenBytes.h"
#include "xmlLine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <random>
#include <string>

namespace sysmon {
namespace {

using test::bytesOf;
using test::GivenFields;
using test::NamedTexts;
using testing::EndsWith;

NamedTexts readJson(std::string_view line)
{
    NamedTexts fields;
    const auto document = nlohmann::ordered_json::parse(line);
    for (const auto& [name, value] : document.at("Event").at("EventData").items())
        fields.emplace_back(name, value.is_string() ? value.get<std::string>() : value.dump());
    return fields;
}

struct LineForm {
    const char* name;
    void (*encode)(Event&, const EventSystem&, std::string&);
    NamedTexts (*read)(std::string_view line);
};

class LineLimits : public testing::TestWithParam<LineForm> {
protected:
    std::string format(const SchemaEvent& schema)
    {
        Event event(schema, test::givenUtcNs, source);
        std::string line;
        GetParam().encode(event,
                          {.recordId = UINT64_MAX,
                           .processId = UINT32_MAX,
                           .threadId = UINT32_MAX,
                           .userId = UINT32_MAX,
                           .computer = std::string_view("\xff\xff\xff\xff\x01<\"", 7)},
                          line);
        return line;
    }

    /// Bytes of one of several kinds, each of which is written at another length.
    std::string randomText(size_t size)
    {
        static constexpr const char* kinds[] = {
            "x", "\x01", "&", "\"", "\\", "\xff", "ä", "\xf0\x9f\x90\xa7", "\n", "\\x41"};
        const std::string piece = kinds[random_() % std::size(kinds)];
        const bool any = random_() % 4 == 0;
        std::string text;
        while (text.size() < size)
            text += any ? std::string(1, static_cast<char>(random_())) : piece;
        return text;
    }

    /// Mostly short, now and then longer than a whole line.
    size_t randomSize()
    {
        constexpr size_t bounds[] = {1, 10, 1000, 20'000, 70'000};
        return 1 + random_() % bounds[random_() % std::size(bounds)];
    }

    static bool isText(const SchemaField& field) { return field.type == FieldType::UnicodeString; }

    GivenFields source;

private:
    std::mt19937 random_{20261122}; // the same every time: a failure can be looked at
};

/// Whether `shown` is all of `whole`, or its beginning up to "...".
testing::AssertionResult isWholeOrCut(const std::string& shown, const std::string& whole)
{
    if (bytesOf(shown) == whole) return testing::AssertionSuccess();
    if (!shown.ends_with("...")) return testing::AssertionFailure() << "neither whole nor cut";
    const std::string kept = bytesOf(shown.substr(0, shown.size() - 3));
    if (whole.starts_with(kept)) return testing::AssertionSuccess();
    return testing::AssertionFailure() << "what is left was not there before";
}

TEST_P(LineLimits, HoldWhateverTheFieldsAre)
{
    constexpr int rounds = 5;
    size_t cutLines = 0;
    for (int round = 0; round < rounds; ++round) {
        for (const SchemaEvent& schema : currentSchema().events) {
            for (uint16_t i = 0; i < schema.fields.size(); ++i)
                source.texts[i] = isText(schema.fields[i]) ? randomText(randomSize()) : "";
            const std::string line = format(schema);
            ASSERT_LE(line.size(), maxEventBytes);
            ASSERT_EQ(line.find('\n'), std::string::npos);
            const NamedTexts read = GetParam().read(line);
            ASSERT_EQ(read.size(), schema.fields.size());
            bool isCut = false;
            for (uint16_t i = 0; i < schema.fields.size(); ++i) {
                ASSERT_EQ(read[i].first, schema.fields[i].name);
                if (!isText(schema.fields[i])) continue;
                ASSERT_TRUE(isWholeOrCut(read[i].second, source.texts[i])) << read[i].first;
                isCut = isCut || bytesOf(read[i].second) != source.texts[i];
            }
            cutLines += isCut;
            // At most a longest character, written, is missing for nothing per field that gave way.
            const size_t slack = isCut ? 16 * schema.fields.size() : maxEventBytes;
            ASSERT_GE(line.size() + slack, maxEventBytes);
        }
    }
    EXPECT_GT(cutLines, 0u);
}

TEST_P(LineLimits, AreMetWhereAllFieldsAreLong)
{
    for (const SchemaEvent& schema : currentSchema().events) {
        for (uint16_t i = 0; i < schema.fields.size(); ++i)
            source.texts[i] = isText(schema.fields[i]) ? randomText(70'000) : "";
        const std::string line = format(schema);
        EXPECT_LE(line.size(), maxEventBytes) << schema.description;
        const NamedTexts read = GetParam().read(line);
        for (uint16_t i = 0; i < schema.fields.size(); ++i) {
            if (isText(schema.fields[i])) {
                EXPECT_THAT(read[i].second, EndsWith("..."));
            }
        }
    }
}

TEST_P(LineLimits, NothingIsCutFromALineThatFits)
{
    const SchemaEvent& schema = *findEvent(eventId::FileCreate);
    constexpr uint16_t target = fields::FileCreate::TargetFilename;
    source.texts[target] = "x";
    const size_t rest = format(schema).size() - 1;
    source.texts[target] = std::string(maxEventBytes - rest, 'x');
    EXPECT_EQ(format(schema).size(), maxEventBytes);
    EXPECT_EQ(GetParam().read(format(schema))[target].second, source.texts[target]);
    source.texts[target] += 'x';
    EXPECT_EQ(format(schema).size(), maxEventBytes);
    EXPECT_THAT(GetParam().read(format(schema))[target].second, EndsWith("x..."));
}

INSTANTIATE_TEST_SUITE_P(, LineLimits,
                         testing::Values(LineForm{"Xml", encodeXml, test::readDataElements},
                                         LineForm{"Json", encodeJson, readJson}),
                         [](const auto& info) { return info.param.name; });

} // namespace
} // namespace sysmon
