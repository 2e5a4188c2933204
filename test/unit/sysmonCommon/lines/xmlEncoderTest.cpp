// SPDX-License-Identifier: MIT
#include "givenFields.h"
#include "strictXml.h"
#include "xmlLine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace sysmon {
namespace {

using test::GivenFields;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

namespace create = fields::CreateProcess;

std::string format(GivenFields& source, uint16_t eventId = eventId::CreateProcess)
{
    return test::lineOf(*findEvent(eventId), source, encodeXml);
}

/// The fields of a line by name, after a strict XML parser, which throws if it is not well-formed.
std::map<std::string, std::string> parse(const std::string& line)
{
    const test::NamedTexts fields = test::readDataElements(line);
    return {fields.begin(), fields.end()};
}

std::string xmlText(std::string_view text, size_t limit = SIZE_MAX)
{
    std::string line;
    appendXmlText(text, line, limit);
    return line;
}

TEST(EncodeXml, WholeLineAsDocumented)
{
    GivenFields source;
    source.texts = {{0, "2026-11-22 02:21:52.422"}, {1, "Started"}, {2, "1.0"}, {3, "4.90"}};
    EXPECT_EQ(
        format(source, eventId::ServiceStateChange),
        R"(<Event><System><Provider Name="Linux-Sysmon")"
        R"( Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/><EventID>4</EventID>)"
        R"(<Version>3</Version><Level>4</Level><Task>4</Task><Opcode>0</Opcode>)"
        R"(<Keywords>0x8000000000000000</Keywords>)"
        R"(<TimeCreated SystemTime="2025-11-22T00:06:40.413649000Z"/>)"
        R"(<EventRecordID>18064</EventRecordID><Correlation/>)"
        R"(<Execution ProcessID="16635" ThreadID="16636"/>)"
        R"(<Channel>Linux-Sysmon/Operational</Channel><Computer>vm</Computer>)"
        R"(<Security UserId="0"/></System><EventData>)"
        R"(<Data Name="UtcTime">2026-11-22 02:21:52.422</Data><Data Name="State">Started</Data>)"
        R"(<Data Name="Version">1.0</Data><Data Name="SchemaVersion">4.90</Data>)"
        R"(<Data Name="Coverage">-</Data>)"
        R"(</EventData></Event>)");
}

TEST(EncodeXml, EverySchemaEventIsWellFormedAndInOrder)
{
    for (const SchemaEvent& schema : currentSchema().events) {
        GivenFields source;
        const std::string line = format(source, schema.id);
        EXPECT_EQ(parse(line).size(), schema.fields.size()) << line;
        size_t at = 0;
        for (const SchemaField& field : schema.fields) {
            at = line.find("<Data Name=\"" + std::string(field.name) + "\">", at);
            ASSERT_NE(at, std::string::npos) << field.name << " in " << line;
        }
        EXPECT_THAT(line, HasSubstr("<Level>" + std::to_string(schema.level) + "</Level>"));
    }
}

TEST(EncodeXml, ErrorHasLevelTwo)
{
    GivenFields source;
    EXPECT_THAT(format(source, eventId::Error), HasSubstr("<Level>2</Level><Task>255</Task>"));
}

TEST(EncodeXml, MissingValues)
{
    GivenFields source;
    const auto fields = parse(format(source, eventId::FileDelete));
    EXPECT_EQ(fields.at("TargetFilename"), "-");
    EXPECT_EQ(fields.at("ProcessGuid"), "{00000000-0000-0000-0000-000000000000}");
    EXPECT_EQ(fields.at("IsExecutable"), "false");
}

TEST(XmlText, MarkupAndLineEnds)
{
    EXPECT_EQ(xmlText(R"(a & b <c> "d" 'e' ]]>)"), R"(a &amp; b &lt;c&gt; "d" 'e' ]]&gt;)");
    EXPECT_EQ(xmlText("a\nb\rc\td\x7f"), "a&#10;b&#13;c&#9;d&#127;");
}

TEST(XmlText, WhatXmlDoesNotAllow)
{
    using namespace std::string_literals;
    EXPECT_EQ(xmlText("\0\x01\x1b[0m\x1f"s), "\\x00\\x01\\x1b[0m\\x1f");
    EXPECT_EQ(xmlText("\xef\xbf\xbe \xef\xbf\xbf"), "\\xef\\xbf\\xbe \\xef\\xbf\\xbf");
    EXPECT_EQ(xmlText("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
    EXPECT_EQ(xmlText("a\xff\xc3"), "a\\xff\\xc3");
    EXPECT_EQ(xmlText("\xc0\xaf"), "\\xc0\\xaf") << "an overlong slash";
}

TEST(XmlText, WhatXmlAllowsStays)
{
    const std::string_view text = "ä € 😀 \xc2\x80 \xc2\x85 \xef\xbf\xbd C:\\x4 \\\\x";
    EXPECT_EQ(xmlText(text), text);
}

TEST(XmlText, TextThatLooksLikeAByteCanBeToldFromOne)
{
    EXPECT_EQ(xmlText("\\x41 \x01"), "\\x5cx41 \\x01");
    EXPECT_EQ(xmlText("\\\\x41"), "\\\\x5cx41");
}

TEST(XmlText, EveryByteAndEveryPairOfBytesStaysOneValidLine)
{
    // All pairs go into few lines, separated, so that the parser runs often enough but not 65,536
    // times.
    for (unsigned first = 0; first < 256; ++first) {
        std::string hostile;
        for (unsigned second = 0; second < 256; ++second) {
            hostile += static_cast<char>(first);
            hostile += static_cast<char>(second);
            hostile += '|';
        }
        GivenFields source;
        source.texts[create::CommandLine] = hostile;
        const std::string line = format(source);
        EXPECT_EQ(line.find('\n'), std::string::npos);
        EXPECT_NO_THROW(parse(line)) << "first byte " << first;
    }
}

TEST(XmlText, CutsBetweenCharacters)
{
    EXPECT_EQ(xmlText("abcdefgh", 8), "abcdefgh");
    EXPECT_EQ(xmlText("abcdefgh", 7), "abcd...");
    EXPECT_EQ(xmlText("abcdefgh", 3), "...");
    EXPECT_EQ(xmlText("a&&&", 14), "a&amp;&amp;...") << "never inside an escape";
    EXPECT_EQ(xmlText("a&&&", 13), "a&amp;...");
    EXPECT_EQ(xmlText("ääää", 7), "ää...");
    EXPECT_EQ(xmlText("ääää", 6), "ä...") << "never inside a character";
    EXPECT_EQ(xmlText("\x01\x01\x01", 11), "\\x01\\x01...");
    EXPECT_EQ(xmlText("\x01\x01\x01", 12), "\\x01\\x01\\x01");
}

TEST(XmlText, NoLimitIsExceededAndNothingIsCutThatFits)
{
    const std::string text = "ab&ä\x01\n€<😀\xff tail of it";
    const std::string whole = xmlText(text);
    for (size_t limit = 3; limit <= whole.size() + 2; ++limit) {
        const std::string cut = xmlText(text, limit);
        EXPECT_LE(cut.size(), limit);
        if (limit >= whole.size()) {
            EXPECT_EQ(cut, whole);
            continue;
        }
        EXPECT_THAT(cut, EndsWith("..."));
        const std::string kept = cut.substr(0, cut.size() - 3);
        EXPECT_THAT(whole, StartsWith(kept));
        EXPECT_GE(cut.size() + 6, limit) << "more was cut than the longest escape needs";
    }
}

class LongEvent : public testing::Test {
protected:
    std::map<std::string, std::string> formatAndParse()
    {
        const std::string line = format(source);
        EXPECT_LE(line.size(), maxEventBytes);
        EXPECT_GE(line.size(), maxEventBytes - 6) << "no more is cut than needed";
        auto fields = parse(line);
        EXPECT_FALSE(fields.empty());
        return fields;
    }
    GivenFields source;
};

TEST_F(LongEvent, OneByteTooLong)
{
    source.texts[create::CommandLine] = "x";
    const size_t rest = format(source).size() - 1;
    source.texts[create::CommandLine] = std::string(maxEventBytes - rest, 'x');
    EXPECT_EQ(formatAndParse().at("CommandLine"), source.texts[create::CommandLine]);
    source.texts[create::CommandLine] += 'x';
    EXPECT_THAT(formatAndParse().at("CommandLine"), EndsWith("x..."));
}

TEST_F(LongEvent, ParentCommandLineGivesWayFirst)
{
    source.texts[create::Image] = std::string(5'000, 'i');
    source.texts[create::CommandLine] = std::string(50'000, 'c');
    source.texts[create::ParentCommandLine] = std::string(40'000, 'p');
    const auto fields = formatAndParse();
    EXPECT_EQ(fields.at("Image"), source.texts[create::Image]);
    EXPECT_EQ(fields.at("CommandLine"), source.texts[create::CommandLine]);
    EXPECT_THAT(fields.at("ParentCommandLine"), EndsWith("p..."));
}

TEST_F(LongEvent, ThenTheCommandLine)
{
    source.texts[create::CommandLine] = std::string(100'000, 'c');
    source.texts[create::ParentCommandLine] = std::string(40'000, 'p');
    const auto fields = formatAndParse();
    EXPECT_EQ(fields.at("ParentCommandLine"), "...");
    EXPECT_THAT(fields.at("CommandLine"), EndsWith("c..."));
}

TEST_F(LongEvent, ThenTheLongestOfTheOthers)
{
    source.texts[create::CommandLine] = std::string(100'000, 'c');
    source.texts[create::CurrentDirectory] = std::string(40'000, 'd');
    source.texts[create::Image] = std::string(50'000, 'i');
    const auto fields = formatAndParse();
    EXPECT_EQ(fields.at("CommandLine"), "...");
    EXPECT_EQ(fields.at("CurrentDirectory"), source.texts[create::CurrentDirectory]);
    EXPECT_THAT(fields.at("Image"), EndsWith("i..."));
}

TEST_F(LongEvent, HostileBytesFourTimesAsLong)
{
    source.texts[create::CommandLine] = std::string(60'000, '\x01');
    EXPECT_THAT(formatAndParse().at("CommandLine"), EndsWith("\\x01..."));
    source.texts[create::CommandLine] = std::string(60'000, '&');
    EXPECT_THAT(formatAndParse().at("CommandLine"), EndsWith("&..."));
}

} // namespace
} // namespace sysmon
