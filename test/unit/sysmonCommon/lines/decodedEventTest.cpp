// SPDX-License-Identifier: MIT
//
// Lines of both forms read back, strictly and tolerantly.
#include "decodedEvent.h"

#include "givenFields.h"
#include "jsonLine.h"
#include "strictXml.h"
#include "xmlLine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

using test::GivenFields;
using testing::HasSubstr;

namespace create = fields::CreateProcess;

using Encode = void (*)(Event&, const EventSystem&, std::string&);

std::optional<DecodedEvent> strictly(const std::string& line)
{
    return decodeEvent(line, Reading::Strict);
}

std::optional<DecodedEvent> tolerantly(const std::string& line)
{
    return decodeEvent(line, Reading::Tolerant);
}

/// The value of a field; the test fails if there is none.
std::string valueOf(const DecodedEvent& event, std::string_view name)
{
    for (const DecodedField& field : event.fields)
        if (field.name == name) return field.value;
    ADD_FAILURE() << "no " << name;
    return {};
}

std::string replaced(std::string line, const std::string& from, const std::string& to)
{
    const size_t at = line.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return line.replace(at, from.size(), to);
}

/// Why a line is refused; empty if it is not.
std::string refusalOf(const std::string& line, Reading reading = Reading::Strict)
{
    try {
        decodeEvent(line, reading);
    } catch (const BrokenLine& broken) {
        return broken.what();
    }
    return {};
}

class EachForm : public testing::TestWithParam<Encode> {
protected:
    std::string line(uint16_t id = eventId::CreateProcess)
    {
        return test::lineOf(*findEvent(id), source, GetParam());
    }
    GivenFields source;
};

INSTANTIATE_TEST_SUITE_P(DecodeEvent, EachForm, testing::Values(encodeXml, encodeJson),
                         [](const auto& info) { return info.index == 0 ? "Xml" : "Json"; });

TEST_P(EachForm, IsReadWithAllItsFieldsInOrder)
{
    for (const SchemaEvent& schema : currentSchema().events) {
        for (const Reading reading : {Reading::Strict, Reading::Tolerant}) {
            const auto event = decodeEvent(line(schema.id), reading);
            ASSERT_TRUE(event);
            EXPECT_EQ(event->id, schema.id);
            EXPECT_EQ(event->systemTime, "2025-11-22T00:06:40.413649000Z");
            EXPECT_EQ(event->recordId, "18064");
            EXPECT_EQ(event->processId, "16635");
            EXPECT_EQ(event->threadId, "16636");
            EXPECT_EQ(event->userId, "0");
            EXPECT_EQ(event->computer, "vm");
            ASSERT_EQ(event->fields.size(), schema.fields.size());
            for (size_t i = 0; i < schema.fields.size(); ++i)
                EXPECT_EQ(event->fields[i].name, schema.fields[i].name);
        }
    }
}

TEST_P(EachForm, GivesValuesBackAsTheyWere)
{
    source.texts[create::ProcessId] = "4711";
    source.texts[create::CommandLine] = "a<b>&amp;\"\\ \n\t\x7f ä</Event> {\"Event\":{";
    for (const Reading reading : {Reading::Strict, Reading::Tolerant}) {
        const auto event = decodeEvent(line(), reading);
        EXPECT_EQ(valueOf(*event, "CommandLine"), source.texts[create::CommandLine]);
        EXPECT_EQ(valueOf(*event, "ProcessId"), "4711");
    }
}

TEST_P(EachForm, IsFoundInLinesOfLogDaemons)
{
    for (const char* const head :
         {"", "Nov 22 02:21:52 host sysmon: ", "2026-11-22T02:21:52.41+01:00 host sysmon[12]: ",
          "<14>1 2026-11-22T02:21:52.413649Z host sysmon 16635 1 - "})
        EXPECT_TRUE(strictly(head + line())) << head;
    EXPECT_TRUE(strictly(line() + "\r"));
}

TEST_P(EachForm, LongEventsAreWhole)
{
    source.texts[create::CommandLine] = std::string(60'000, 'x');
    EXPECT_EQ(valueOf(*strictly(line()), "CommandLine").size(), 60'000u);
}

TEST_P(EachForm, BrokenOnesAreNamed)
{
    source.texts[create::CommandLine] = "WHAT";
    const std::string whole = line();
    for (const size_t size : {whole.size() - 1, whole.size() / 2, size_t{30}})
        EXPECT_NE(refusalOf(whole.substr(0, size)), "") << size;
    for (const char* const damage : {"a\x01", "\xff", "<\"x", "\x1b[2J"})
        EXPECT_NE(refusalOf(replaced(whole, "WHAT", damage)), "") << damage;
    std::string noNumber = whole;
    noNumber.replace(noNumber.find("EventID") + 9, 1, "\"\"");
    for (const Reading reading : {Reading::Strict, Reading::Tolerant})
        EXPECT_NE(refusalOf(noNumber, reading), "");
}

TEST_P(EachForm, SystemNeedsOnlyAnId)
{
    const bool isXml = GetParam() == encodeXml;
    const auto event = strictly(
        isXml ? "<Event><System><EventID>5</EventID></System><EventData></EventData></Event>"
              : R"({"Event":{"System":{"EventID":5},"EventData":{}}})");
    EXPECT_EQ(event->id, 5u);
    EXPECT_EQ(event->computer, "");
    for (const Reading reading : {Reading::Strict, Reading::Tolerant})
        EXPECT_THAT(refusalOf(isXml ? "<Event><System></System><EventData></EventData></Event>"
                                    : R"({"Event":{"System":{},"EventData":{}}})",
                              reading),
                    HasSubstr("no EventID"));
}

TEST_P(EachForm, MayHaveNoEventDataIfReadTolerantly)
{
    const std::string line = GetParam() == encodeXml
                                 ? "<Event><System><EventID>5</EventID></System></Event>"
                                 : R"({"Event":{"System":{"EventID":5}}})";
    EXPECT_NE(refusalOf(line), "");
    EXPECT_EQ(tolerantly(line)->id, 5u);
}

TEST(DecodeEvent, OtherLinesAreNoEvents)
{
    for (const char* const line :
         {"", "Nov 22 02:21:52 host cron: done", "<Event>", "{\"Event\":1}",
          "host sudo: COMMAND=/bin/grep <Event> /var/log/syslog"})
        EXPECT_FALSE(strictly(line)) << line;
    EXPECT_FALSE(tolerantly("Nov 22 02:21:52 host cron: done"));
}

TEST(DecodeXml, StrictlyTakesOnlyTheDaemonsForm)
{
    GivenFields source;
    source.texts[create::CommandLine] = "WHAT";
    const std::string whole = test::lineOf(*findEvent(eventId::CreateProcess), source, encodeXml);
    const std::pair<const char*, const char*> damages[] = {
        {"<System>", "<System><!DOCTYPE a [<!ENTITY x SYSTEM \"/etc/passwd\">]>"},
        {"</Data><Data", "</Data> <Data"},
        {"<Data Name=\"Image\">", "<Data Name='Image'>"},
        {"<Data Name=\"Image\">", "<Data Name=Image>"},
        {"<Data Name=\"Image\">", "<Data Name=\"<\">"},
        {"</Data>", "</data>"},
        {"</System>", ""},
        {"<EventData>", ""},
        {"</EventData>", ""},
        {"WHAT", "<!-- -->"},
        {"WHAT", "<![CDATA[x]]>"},
        {"WHAT", "]]>"},
        {"WHAT", "&x;"},
        {"WHAT", "&"},
        {"WHAT", "&#1;"},
        {"WHAT", "&#xd800;"},
        {"WHAT", "&#x110000;"},
        {"WHAT", "&#;"},
        {"WHAT", "\xef\xbf\xbf"},
        {"WHAT", "\xed\xa0\x80"},
        {"WHAT", "a\rb"},
    };
    for (const auto& [from, to] : damages)
        EXPECT_NE(refusalOf(replaced(whole, from, to)), "") << from << " → " << to;
    EXPECT_EQ(refusalOf(replaced(whole, "WHAT", "\xff")),
              "a byte that is not UTF-8 in CommandLine");
    EXPECT_EQ(refusalOf(replaced(whole, "WHAT", "&x;")), "an unknown reference in CommandLine");
    EXPECT_EQ(refusalOf(replaced(whole, "</Data>", "<Data>")), "an unexpected '<' in RuleName");
}

TEST(DecodeXml, ReadsWhatAStrictParserReads)
{
    GivenFields source;
    source.texts[create::CommandLine] = "WHAT";
    const std::string whole = test::lineOf(*findEvent(eventId::CreateProcess), source, encodeXml);
    for (const char* const text :
         {"&amp;&lt;&gt;&quot;&apos;", "&#9;&#10;&#13;&#127;&#x1F427;", "a > \" ' ; &#32; b",
          "ä 😀 \xc2\x85 \xef\xbf\xbd \\x41", "a\tb", "&amp;amp; &amp;#10;", ""}) {
        const std::string line = replaced(whole, "WHAT", text);
        const test::NamedTexts expected = test::readDataElements(line);
        for (const Reading reading : {Reading::Strict, Reading::Tolerant})
            EXPECT_EQ(valueOf(*decodeEvent(line, reading), "CommandLine"),
                      expected.at(create::CommandLine).second)
                << text;
    }
}

TEST(DecodeXml, TolerantlySkipsAndKeepsWhatItDoesNotKnow)
{
    const auto event = tolerantly(
        "<Event ?><Event> <System> <Other a='b'/><EventID>1</EventID> x </System> <EventData> "
        "<Data Name=\"Image\">/bin/\xff & &x; &#xd800; &lt; a<b \x01</Data><!-- -->"
        "<Data Name=\"User\"/></EventData> </Event>");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->id, 1u);
    ASSERT_EQ(event->fields.size(), 2u);
    EXPECT_EQ(event->fields[0].value, "/bin/\xff & &x; \xed\xa0\x80 < a<b \x01");
    EXPECT_EQ(event->fields[1].name, "User");
    EXPECT_EQ(event->fields[1].value, "");
}

TEST(DecodeJson, TolerantlyTakesBytesThatAreNotUtf8)
{
    const std::string line =
        "{\"Event\":{\"System\":{\"EventID\":1},\"EventData\":{\"Image\":\"/bin/\xff\xc3ä\"}}}";
    EXPECT_THAT(refusalOf(line), HasSubstr("no JSON from byte"));
    EXPECT_EQ(valueOf(*tolerantly(line), "Image"), "/bin/\\xff\\xc3ä");
}

TEST(DecodeJson, RefusesValuesThatAreNeitherTextNorNumberNorBoolean)
{
    for (const char* const data :
         {"[]", "1", "{\"Image\":null}", "{\"Image\":{}}", "{\"ProcessId\":1e999}"})
        EXPECT_NE(refusalOf("{\"Event\":{\"System\":{\"EventID\":1},\"EventData\":" +
                            std::string(data) + "}}"),
                  "")
            << data;
    for (const char* const id : {"\"1\"", "-1", "1.5", "4294967296", "null"})
        EXPECT_THAT(refusalOf("{\"Event\":{\"System\":{\"EventID\":" + std::string(id) +
                              "},\"EventData\":{}}}"),
                    HasSubstr("EventID"))
            << id;
}

} // namespace
} // namespace sysmon
