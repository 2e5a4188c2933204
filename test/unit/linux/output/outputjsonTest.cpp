// SPDX-License-Identifier: MIT
#include "outputjson.h"
#include "outputxml.h"
#include "writtenBytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <string>

namespace sysmon {
namespace {

using test::bytesOf;
using testing::EndsWith;

namespace create = fields::CreateProcess;

class GivenFields : public FieldSource {
public:
    std::map<uint16_t, std::string> texts;
    std::string_view resolve(uint16_t fieldIndex) override { return texts[fieldIndex]; }
};

constexpr uint64_t aMoment = 1'763'770'000'413'649'000;
constexpr EventSystem daemonFacts{
    .recordId = 18064, .processId = 16635, .threadId = 16636, .userId = 0, .computer = "v\"m"};

std::string format(GivenFields& source, uint16_t eventId, FormatEvent form)
{
    Event event(*findEvent(eventId), aMoment, source);
    std::string line;
    form(event, daemonFacts, line);
    return line;
}

nlohmann::json parsed(GivenFields& source, uint16_t eventId = eventId::CreateProcess)
{
    return nlohmann::json::parse(format(source, eventId, FormatJsonString));
}

TEST(OutputJson, WholeLineAsDocumented)
{
    GivenFields source;
    source.texts = {{0, "2026-11-22 02:21:52.422"}, {1, "Started"}, {2, "1.0"}, {3, "4.90"}};
    EXPECT_EQ(format(source, eventId::ServiceStateChange, FormatJsonString),
              R"({"Event":{"System":{"Provider":{"Name":"Linux-Sysmon",)"
              R"("Guid":"{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"},"EventID":4,"Version":3,)"
              R"("Level":4,"Task":4,"Opcode":0,"Keywords":"0x8000000000000000",)"
              R"("TimeCreated":{"SystemTime":"2025-11-22T00:06:40.413649000Z"},)"
              R"("EventRecordID":18064,"Execution":{"ProcessID":16635,"ThreadID":16636},)"
              R"("Channel":"Linux-Sysmon/Operational","Computer":"v\"m",)"
              R"("Security":{"UserId":0}},"EventData":{"UtcTime":"2026-11-22 02:21:52.422",)"
              R"("State":"Started","Version":"1.0","SchemaVersion":"4.90","Coverage":"-"}}})");
}

TEST(OutputJson, NumbersAndBooleansAreNotStrings)
{
    GivenFields source;
    source.texts[create::ProcessId] = "4711";
    EXPECT_EQ(parsed(source)["Event"]["EventData"]["ProcessId"], 4711);
    EXPECT_EQ(parsed(source)["Event"]["EventData"]["ParentProcessId"], "-") << "there is none";
    EXPECT_EQ(parsed(source, eventId::FileDelete)["Event"]["EventData"]["IsExecutable"], false);
}

/// The text of the command line in a line of XML.
std::string commandLineInXml(const std::string& line)
{
    const std::unique_ptr<xmlDoc, void (*)(xmlDoc*)> document(
        xmlReadMemory(line.data(), static_cast<int>(line.size()), "line", nullptr,
                      XML_PARSE_NONET | XML_PARSE_HUGE),
        [](xmlDoc* doc) { xmlFreeDoc(doc); });
    if (!document) return "not well-formed";
    const xmlNode* node = xmlLastElementChild(xmlDocGetRootElement(document.get()))->children;
    for (uint16_t i = 0; i < create::CommandLine; i++)
        node = node->next;
    xmlChar* const content = xmlNodeGetContent(node);
    const std::string text(reinterpret_cast<const char*>(content));
    xmlFree(content);
    return text;
}

TEST(EveryForm, GivesBackTheBytes)
{
    for (unsigned first = 0; first < 256; ++first) {
        std::string bytes;
        for (unsigned second = 0; second < 256; ++second)
            bytes.append(1, static_cast<char>(first)).append(1, static_cast<char>(second)) += "|";
        bytes += "\\x41 \\\\x41 \\x5cx \\";
        GivenFields source;
        source.texts[create::CommandLine] = bytes;
        const std::string inJson = parsed(source)["Event"]["EventData"]["CommandLine"];
        EXPECT_EQ(bytesOf(inJson), bytes) << "first byte " << first;
        const std::string line = format(source, eventId::CreateProcess, FormatSyslogString);
        EXPECT_EQ(commandLineInXml(line), inJson) << "first byte " << first;
    }
}

TEST(OutputJson, LongEventsAreCutAndStayValid)
{
    GivenFields source;
    for (const char* const byte : {"x", "\x01", "\"", "\\"}) {
        std::string& commandLine = source.texts[create::CommandLine];
        commandLine.clear();
        while (commandLine.size() < 100'000)
            commandLine += byte;
        EXPECT_LE(format(source, eventId::CreateProcess, FormatJsonString).size(), maxEventBytes);
        const std::string cut = parsed(source)["Event"]["EventData"]["CommandLine"];
        EXPECT_THAT(cut, EndsWith("..."));
    }
}

} // namespace
} // namespace sysmon
