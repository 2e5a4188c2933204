// SPDX-License-Identifier: MIT
//
// The viewer: from a line of a log to a block that people read.
#include "viewedEvent.h"
#include "eventBlock.h"
#include "outputjson.h"
#include "outputxml.h"
#include "printableText.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace sysmon::view {
namespace {

using testing::HasSubstr;
using testing::Not;

namespace create = fields::CreateProcess;

class GivenFields : public FieldSource {
public:
    std::map<uint16_t, std::string> texts;
    std::string_view resolve(uint16_t fieldIndex) override { return texts[fieldIndex]; }
};

/// A line as the daemon writes it.
std::string lineOf(FormatEvent format, GivenFields& source, uint16_t id = eventId::CreateProcess)
{
    Event event(*findEvent(id), 1'763'770'000'413'649'000, source);
    std::string line;
    format(
        event,
        {.recordId = 18064, .processId = 16635, .threadId = 16636, .userId = 0, .computer = "vm"},
        line);
    return line;
}

class LogViewForm : public testing::TestWithParam<FormatEvent> {
protected:
    std::string line(uint16_t id = eventId::CreateProcess)
    {
        return lineOf(GetParam(), source, id);
    }
    GivenFields source;
};

INSTANTIATE_TEST_SUITE_P(, LogViewForm, testing::Values(FormatSyslogString, FormatJsonString),
                         [](const auto& info) { return info.index == 0 ? "Xml" : "Json"; });

TEST_P(LogViewForm, IsReadWithAllItsFieldsInOrder)
{
    for (const SchemaEvent& schema : currentSchema().events) {
        const auto event = readEvent(line(schema.id));
        ASSERT_TRUE(event);
        EXPECT_EQ(event->id, schema.id);
        EXPECT_EQ(event->recordId, "18064");
        EXPECT_EQ(event->computer, "vm");
        EXPECT_EQ(event->systemTime, "2025-11-22T00:06:40.413649000Z");
        ASSERT_EQ(event->fields.size(), schema.fields.size());
        for (size_t i = 0; i < schema.fields.size(); ++i)
            EXPECT_EQ(event->fields[i].name, schema.fields[i].name);
    }
}

TEST_P(LogViewForm, GivesValuesBackAsTheyWere)
{
    source.texts[create::ProcessId] = "4711";
    source.texts[create::CommandLine] = "a<b>&amp;\"\\ \n\t\x7f ä</Event> {\"Event\":{";
    const auto event = readEvent(line());
    EXPECT_EQ(*event->find("commandline"), source.texts[create::CommandLine]);
    EXPECT_EQ(*event->find("ProcessId"), "4711");
    EXPECT_EQ(event->find("TargetFilename"), nullptr);
}

TEST_P(LogViewForm, IsFoundInLinesOfLogDaemons)
{
    for (const char* const head :
         {"", "Nov 22 02:21:52 host sysmon: ", "2026-11-22T02:21:52.41+01:00 host sysmon[12]: ",
          "<14>1 2026-11-22T02:21:52.413649Z host sysmon 16635 1 - "})
        EXPECT_TRUE(readEvent(head + line())) << head;
    EXPECT_TRUE(readEvent(line() + "\r"));
}

TEST_P(LogViewForm, BrokenOnesAreReported)
{
    source.texts[create::CommandLine] = "WHAT";
    const std::string whole = line();
    for (const size_t size : {whole.size() - 1, whole.size() / 2, size_t{30}})
        EXPECT_THROW(readEvent(whole.substr(0, size)), BrokenLine) << size;
    for (const char* const damage : {"a\x01", "\xff", "<\"x", "\x1b[2J"}) {
        std::string damaged = whole;
        damaged.replace(damaged.find("WHAT"), 4, damage);
        EXPECT_THROW(readEvent(damaged), BrokenLine) << damage;
    }
    std::string noNumber = whole;
    noNumber.replace(noNumber.find("EventID") + 9, 1, "\"\"");
    EXPECT_THROW(readEvent(noNumber), BrokenLine);
}

TEST(ReadEvent, OtherLinesAreNotEvents)
{
    for (const char* const line :
         {"", "Nov 22 02:21:52 host cron: done", "<Event>", "{\"Event\":1}",
          "host sudo: COMMAND=/bin/grep <Event> /var/log/syslog"})
        EXPECT_FALSE(readEvent(line)) << line;
}

TEST(ReadEvent, EntitiesOfTheLinesOwnAreNotRead)
{
    GivenFields source;
    std::string line = lineOf(FormatSyslogString, source);
    line.insert(line.find("<System>") + 8, "<!DOCTYPE a [<!ENTITY x SYSTEM \"/etc/passwd\">]>");
    EXPECT_THROW(readEvent(line), BrokenLine);
    line = lineOf(FormatSyslogString, source);
    line.insert(line.find("</Data>"), "&x;");
    EXPECT_THROW(readEvent(line), BrokenLine);
}

TEST(ReadEvent, LongEventsAreWhole)
{
    GivenFields source;
    source.texts[create::CommandLine] = std::string(60'000, 'x');
    EXPECT_EQ(readEvent(lineOf(FormatSyslogString, source))->find("CommandLine")->size(), 60'000u);
}

TEST(ReadEvent, TimeIsThatOfTheEventElseOfTheLine)
{
    ViewedEvent event;
    event.systemTime = "2026-11-22T02:21:52.413649000Z";
    EXPECT_EQ(event.time(), "2026-11-22 02:21:52.413");
    event.fields = {{"UtcTime", "2026-11-22 02:21:50.000"}};
    EXPECT_EQ(event.time(), "2026-11-22 02:21:50.000");
}

TEST(Printable, WhatActsOnATerminalIsShownAsBytes)
{
    EXPECT_EQ(printable("\x1b]0;title\x07 \x1b[2J\r\n\t\b\x7f"),
              "\\x1b]0;title\\x07 \\x1b[2J\\x0d\\x0a\\x09\\x08\\x7f");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m \xc2\x85"),
              "\\xc2\\x9b31m \\xc2\\x85")
        << "C1";
    EXPECT_EQ(printable("a\xe2\x80\xae"
                        "b\xe2\x81\xa6"),
              "a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6")
        << "bidi";
    EXPECT_EQ(printable("\xe2\x80\xa8\xe2\x80\x8b\xef\xbb\xbf\xc2\xad"),
              "\\xe2\\x80\\xa8\\xe2\\x80\\x8b\\xef\\xbb\\xbf\\xc2\\xad");
    EXPECT_EQ(printable("\xf3\xa0\x81\x81"), "\\xf3\\xa0\\x81\\x81") << "a tag";
    EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Printable, TextStays)
{
    const std::string_view text = "/bin/ls -l \"ä\" 日本 🐧 \\x1b \xef\xbf\xbd";
    EXPECT_EQ(printable(text), text);
}

ViewedEvent example()
{
    ViewedEvent event;
    event.id = eventId::FileCreate;
    event.recordId = "7";
    event.computer = "vm";
    event.fields = {{"RuleName", "-"},
                    {"UtcTime", "2026-11-22 04:56:48.346"},
                    {"ProcessGuid", "{00000000-0000-0000-0000-000000000000}"},
                    {"Image", "/usr/bin/touch"},
                    {"TargetFilename", "/tmp/a\nb"}};
    return event;
}

TEST(LogViewBlock, ShowsWhatHasAValue)
{
    EXPECT_EQ(blockOf(example(), {}), "2026-11-22 04:56:48.346  File created (11)  vm  #7\n"
                                      "    Image:          /usr/bin/touch\n"
                                      "    TargetFilename: /tmp/a\\x0ab\n"
                                      "\n");
}

TEST(LogViewBlock, ShowsAllFieldsOnRequest)
{
    const std::string block = blockOf(example(), {.allFields = true});
    EXPECT_THAT(block, HasSubstr("    RuleName:       -\n"));
    EXPECT_THAT(block, HasSubstr("    ProcessGuid:    {0000"));
    EXPECT_THAT(block, Not(HasSubstr("UtcTime"))) << "it is the first line";
}

TEST(LogViewBlock, ColoursAreTheOnlyControlCharacters)
{
    ViewedEvent event = example();
    const std::string hostile = "\x1b[2J\r\n\xc2\x9b";
    event.recordId = event.computer = event.systemTime = hostile;
    for (ViewedField& field : event.fields)
        field.name = field.value = hostile;
    std::string block = blockOf(event, {.coloured = true});
    EXPECT_THAT(block, HasSubstr("\x1b[1m"));
    for (const char* const colour : {"\x1b[1m", "\x1b[36m", "\x1b[0m"})
        for (size_t at; (at = block.find(colour)) != std::string::npos;)
            block.erase(at, std::string(colour).size());
    EXPECT_EQ(block.find_first_of("\x1b\r\xc2"), std::string::npos) << block;
    EXPECT_EQ(std::ranges::count(block, '\n'), 2 + static_cast<long>(event.fields.size()));
    event.id = eventId::Error;
    EXPECT_THAT(blockOf(event, {.coloured = true}), HasSubstr("\x1b[1;31mError report (255)"));
    event.id = 9999;
    EXPECT_THAT(blockOf(event, {}), HasSubstr("Unknown event (9999)"));
}

} // namespace
} // namespace sysmon::view
