// SPDX-License-Identifier: MIT
#include "givenFields.h"
#include "jsonLine.h"
#include "strictXml.h"
#include "writtenBytes.h"
#include "xmlLine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace sysmon {
namespace {

using test::bytesOf;
using test::GivenFields;
using testing::EndsWith;

namespace create = fields::CreateProcess;

std::string format(GivenFields& source, uint16_t eventId)
{
    return test::lineOf(*findEvent(eventId), source, encodeJson, "v\"m");
}

nlohmann::json parsed(GivenFields& source, uint16_t eventId = eventId::CreateProcess)
{
    return nlohmann::json::parse(format(source, eventId));
}

TEST(EncodeJson, WholeLineAsDocumented)
{
    GivenFields source;
    source.texts = {{0, "2026-11-22 02:21:52.422"}, {1, "Started"}, {2, "1.0"}, {3, "4.90"}};
    EXPECT_EQ(format(source, eventId::ServiceStateChange),
              R"({"Event":{"System":{"Provider":{"Name":"Linux-Sysmon",)"
              R"("Guid":"{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"},"EventID":4,"Version":3,)"
              R"("Level":4,"Task":4,"Opcode":0,"Keywords":"0x8000000000000000",)"
              R"("TimeCreated":{"SystemTime":"2025-11-22T00:06:40.413649000Z"},)"
              R"("EventRecordID":18064,"Execution":{"ProcessID":16635,"ThreadID":16636},)"
              R"("Channel":"Linux-Sysmon/Operational","Computer":"v\"m",)"
              R"("Security":{"UserId":0}},"EventData":{"UtcTime":"2026-11-22 02:21:52.422",)"
              R"("State":"Started","Version":"1.0","SchemaVersion":"4.90","Coverage":"-"}}})");
}

TEST(EncodeJson, NumbersAndBooleansAreNotStrings)
{
    GivenFields source;
    source.texts[create::ProcessId] = "4711";
    EXPECT_EQ(parsed(source)["Event"]["EventData"]["ProcessId"], 4711);
    for (const char* const other : {"007", "4294967296", "-1", "1x"}) {
        source.texts[create::ProcessId] = other;
        EXPECT_EQ(parsed(source)["Event"]["EventData"]["ProcessId"], other);
    }
    EXPECT_EQ(parsed(source)["Event"]["EventData"]["ParentProcessId"], "-") << "there is none";
    EXPECT_EQ(parsed(source, eventId::FileDelete)["Event"]["EventData"]["IsExecutable"], false);
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
        const std::string inXml =
            test::lineOf(*findEvent(eventId::CreateProcess), source, encodeXml);
        EXPECT_EQ(test::readDataElements(inXml).at(create::CommandLine).second, inJson)
            << "first byte " << first;
    }
}

TEST(EncodeJson, LongEventsAreCutAndStayValid)
{
    GivenFields source;
    for (const char* const byte : {"x", "\x01", "\"", "\\"}) {
        std::string& commandLine = source.texts[create::CommandLine];
        commandLine.clear();
        while (commandLine.size() < 100'000)
            commandLine += byte;
        EXPECT_LE(format(source, eventId::CreateProcess).size(), maxEventBytes);
        const std::string cut = parsed(source)["Event"]["EventData"]["CommandLine"];
        EXPECT_THAT(cut, EndsWith("..."));
    }
}

} // namespace
} // namespace sysmon
