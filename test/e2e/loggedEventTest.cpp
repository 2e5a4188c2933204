// SPDX-License-Identifier: MIT
//
// The line checker itself: one that took everything would not be noticed otherwise.
#include "loggedEvent.h"
#include "exampleLine.h"
#include "schema.h"
#include "xmlText.h"

#include <gtest/gtest.h>

namespace sysmon::e2e {
namespace {

TEST(LoggedEvent, TakesEveryEventOfTheSchema)
{
    for (const SchemaEvent& event : currentSchema().events) {
        ExampleLine line;
        line.id = event.id;
        for (const LoggedEvent& read : {parseEventLine(line.text()), parseJsonLine(line.json())}) {
            EXPECT_EQ(read.id, event.id);
            EXPECT_EQ(read.fields.size(), event.fields.size());
        }
    }
}

TEST(LoggedEvent, ReadsWhatTheLineSays)
{
    ExampleLine line;
    line.recordId = 18064;
    line.values["CommandLine"] = "a & <b>\n\"c\" \t\xc3\xa4";
    for (const LoggedEvent& read : {parseEventLine(line.text()), parseJsonLine(line.json())}) {
        EXPECT_EQ(read.recordId, 18064u);
        EXPECT_EQ(read.daemonProcessId, 100u);
        EXPECT_EQ(read.computer, "vm");
        EXPECT_EQ(read.systemTimeNs, 1795314112423649000u);
        EXPECT_EQ(read.utcTimeNs, 1795314112422000000u);
        EXPECT_EQ(read["CommandLine"], "a & <b>\n\"c\" \t\xc3\xa4");
    }
}

struct Damage {
    const char* what;
    std::string from;
    std::string to;
};

class DamagedLine : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedLine, IsRefused)
{
    ExampleLine line;
    line.values["CommandLine"] = "MARK";
    std::string text = line.text();
    const size_t at = text.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, GetParam().from.size(), GetParam().to);
    EXPECT_THROW(parseEventLine(text), LineError) << text;
}

const Damage damages[] = {
    {"Declaration", "<Event>", "<?xml version=\"1.0\"?><Event>"},
    {"Namespace", "<Event>", "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events\">"},
    {"BlankBetweenElements", "</Data><Data Name=\"UtcTime\">", "</Data> <Data Name=\"UtcTime\">"},
    {"SingleQuotes", "Name=\"UtcTime\"", "Name='UtcTime'"},
    {"ProviderName", "\"Linux-Sysmon\"", "\"Microsoft-Windows-Sysmon\""},
    {"ProviderGuid", "{ff03", "{FF03"},
    {"UnknownEvent", "<EventID>1<", "<EventID>77<"},
    {"Version", "<Version>5<", "<Version>4<"},
    {"Level", "<Level>4<", "<Level>2<"},
    {"Task", "<Task>1<", "<Task>0<"},
    {"Keywords", "0x8000000000000000", "0x0"},
    {"SystemTimeWithoutNanoseconds", "52.423649000Z", "52.423Z"},
    {"SystemTimeOfNoDay", "2026-11-22T", "2026-11-31T"},
    {"RecordId", "<EventRecordID>1<", "<EventRecordID>-<"},
    {"NoThread", "ThreadID=\"100\"", "ThreadID=\"0\""},
    {"Channel", "/Operational", ""},
    {"OtherUser", "UserId=\"0\"", "UserId=\"65534\""},
    {"FieldMissing", "<Data Name=\"RuleName\">-</Data>", ""},
    {"FieldAdded", "</EventData>", "<Data Name=\"More\">-</Data></EventData>"},
    {"FieldMisspelled", "Name=\"LogonGuid\"", "Name=\"LogonGUID\""},
    {"FieldsSwapped", "Name=\"Image\"", "Name=\"CommandLine\""},
    {"EmptyField", ">MARK<", "><"},
    {"RawAmpersand", "MARK", "a & b"},
    {"RawLess", "MARK", "a < b"},
    {"RawGreater", "MARK", "a > b"},
    {"RawLineEnd", "MARK", "a\nb"},
    {"RawControlCharacter", "MARK", "a\x01"},
    {"ReferenceToControlCharacter", "MARK", "a&#1;"},
    {"UnknownEntity", "MARK", "&nbsp;"},
    {"InvalidUtf8", "MARK", "a\xff"},
    {"Surrogate", "MARK", "\xed\xa0\x80"},
    {"NoncharacterFffe", "MARK", "\xef\xbf\xbe"},
    {"CutCharacter", "MARK", "a\xe2\x82"},
    {"Comment", "MARK", "<!-- -->"},
    {"CdataSection", "MARK", "<![CDATA[x]]>"},
    {"UtcTimeWithoutMilliseconds", "52.422<", "52<"},
    {"UtcTimeIsoForm", "2026-11-22 02", "2026-11-22T02"},
    {"UpperCaseGuid", "{3d1219c7", "{3D1219C7"},
    {"GuidWithoutBraces", "{3d1219c7-6921-1b00-0123-456789abcdef}",
     "3d1219c7-6921-1b00-0123-456789abcdef"},
    {"MissingNumber", "Name=\"ProcessId\">1<", "Name=\"ProcessId\">-<"},
    {"HexadecimalNumber", "Name=\"LogonId\">1<", "Name=\"LogonId\">0x1<"},
    {"NumberTooLarge", "Name=\"ProcessId\">1<", "Name=\"ProcessId\">4294967296<"},
    {"TextBehind", "</Event>", "</Event> "},
    {"CutOff", "</Event>", ""},
    {"LongerThan65535Bytes", "MARK", std::string(65'535, 'x')},
};

INSTANTIATE_TEST_SUITE_P(By, DamagedLine, ::testing::ValuesIn(damages),
                         [](const auto& info) { return info.param.what; });

class DamagedJson : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedJson, IsRefused)
{
    ExampleLine line;
    line.values["CommandLine"] = "MARK";
    std::string text = line.json();
    const size_t at = text.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, GetParam().from.size(), GetParam().to);
    EXPECT_THROW(parseJsonLine(text), LineError) << text;
}

const Damage jsonDamages[] = {
    {"BlankBetweenMembers", "\",\"UtcTime\"", "\", \"UtcTime\""},
    {"ProviderGuid", "{ff03", "{FF03"},
    {"UnknownEvent", "\"EventID\":1,", "\"EventID\":77,"},
    {"Level", "\"Level\":4", "\"Level\":2"},
    {"RecordId", "\"EventRecordID\":1,", "\"EventRecordID\":\"-\","},
    {"NoThread", "\"ThreadID\":100", "\"ThreadID\":0"},
    {"FieldMissing", "\"RuleName\":\"-\",", ""},
    {"FieldAdded", "}}}", ",\"More\":1}}}"},
    {"FieldMisspelled", "LogonGuid", "LogonGUID"},
    {"NumberAsText", "\"ProcessId\":1,", "\"ProcessId\":\"1\","},
    {"MissingNumber", "\"ProcessId\":1,", "\"ProcessId\":\"-\","},
    {"TextAsNumber", "\"LogonId\":\"1\"", "\"LogonId\":1"},
    {"EmptyField", "MARK", ""},
    {"NeedlessEscape", "MARK", "\\u0061"},
    {"RawDelete", "MARK", "\x7f"},
    {"RawLineEnd", "MARK", "a\nb"},
    {"InvalidUtf8", "MARK", "a\xff"},
    {"TextBehind", "}}}", "}}} "},
    {"CutOff", "}}}", "}}"},
    {"LongerThan65535Bytes", "MARK", std::string(65'535, 'x')},
};

INSTANTIATE_TEST_SUITE_P(By, DamagedJson, ::testing::ValuesIn(jsonDamages),
                         [](const auto& info) { return info.param.what; });

TEST(XmlText, KeepsWhatXmlAllowsAndEscapesTheRest)
{
    EXPECT_EQ(expectedText(""), "-");
    EXPECT_EQ(expectedText("a&b<c>\t\n\r"), "a&b<c>\t\n\r");
    EXPECT_EQ(expectedText("\xc3\xa4 \xf0\x9f\x90\xa7 \xf4\x8f\xbf\xbf \xc2\x80\x7f"),
              "\xc3\xa4 \xf0\x9f\x90\xa7 \xf4\x8f\xbf\xbf \xc2\x80\x7f");
    EXPECT_EQ(expectedText(std::string_view("\x01\x1b\0", 3)), "\\x01\\x1b\\x00");
    EXPECT_EQ(expectedText("\xff\xe4z"), "\\xff\\xe4z");
    EXPECT_EQ(expectedText("\xef\xbf\xbe\xef\xbf\xbd"), "\\xef\\xbf\\xbe\xef\xbf\xbd");
    EXPECT_EQ(expectedText("\xed\xa0\x80"), "\\xed\\xa0\\x80");
    EXPECT_EQ(expectedText("\xc0\x80\xe0\x80\xaf"), "\\xc0\\x80\\xe0\\x80\\xaf");
    EXPECT_EQ(expectedText("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
    EXPECT_EQ(expectedText("\xe2\x82"), "\\xe2\\x82");
}

} // namespace
} // namespace sysmon::e2e
