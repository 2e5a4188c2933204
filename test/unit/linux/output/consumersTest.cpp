// SPDX-License-Identifier: MIT
//
// Every event of the schema, with values that break careless parsers, as each consumer reads it;
// and that those parsers are as strict as the consumers are.
#include "consumers.h"
#include "givenFields.h"
#include "outputxml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace sysmon {
namespace {

using test::NamedTexts;
using testing::ElementsAreArray;
using testing::SizeIs;

constexpr const char* hostileTexts[] = {
    "</Data><Data Name=\"Image\">/bin/other</Data>",
    "a & b &amp; <c> ]]> \" '",
    "line\n<Event><System><EventID>1</EventID>\r\n\t",
    "\x01\x1b[2J\xff\xed\xa0\x80 \\x41",
    "Nov 22 02:21:52 vm other: x",
    "=,k=v,",
};

std::string valueOf(const SchemaField& field, const char* text)
{
    if (field.name.ends_with("UtcTime")) return "2026-11-22 02:21:52.422";
    if (field.name.ends_with("Ip")) return "2001:db8:0:0:0:0:0:1";
    if (field.name == "Hashes")
        return "MD5=" + std::string(32, 'a') + ",SHA1=" + std::string(40, '0');
    switch (field.type) {
    case FieldType::Guid:
        return "{3d1219c7-6921-1b00-0123-456789abcdef}";
    case FieldType::Boolean:
        return "true";
    case FieldType::UInt16:
        return "65535";
    case FieldType::UInt32:
        return "4294967295";
    case FieldType::HexInt64:
        return "1000";
    case FieldType::HexInt32:
        return "0x10";
    case FieldType::UnicodeString:
        break;
    }
    return field.name.ends_with("Port") ? "443" : text;
}

std::string lineOf(const SchemaEvent& schema, const char* text)
{
    test::GivenFields source;
    for (uint16_t i = 0; i < schema.fields.size(); ++i)
        source.texts[i] = valueOf(schema.fields[i], text);
    return test::lineOf(schema, source, FormatSyslogString);
}

std::string inSyslog(const std::string& line)
{
    return "Nov  2 02:21:52 vm sysmon: " + line;
}

TEST(Consumers, ReadEveryEventWhateverItHolds)
{
    std::string stream;
    for (const char* const text : hostileTexts) {
        for (const SchemaEvent& schema : currentSchema().events) {
            const std::string line = lineOf(schema, text);
            const NamedTexts strict = test::readDataElements(line);
            EXPECT_THAT(strict, SizeIs(schema.fields.size()));
            EXPECT_THAT(test::readAsSentinel(line), ElementsAreArray(strict));
            EXPECT_THAT(test::readAsElastic(line), ElementsAreArray(strict));
            EXPECT_THAT(test::readAsSplunk(line), ElementsAreArray(strict));
            EXPECT_THAT(test::readAsWazuh(inSyslog(line)), ElementsAreArray(strict));
            stream += line + "\n";
        }
    }
    EXPECT_THAT(test::breakAsSplunk(stream),
                SizeIs(std::size(hostileTexts) * currentSchema().events.size()));
}

class DamagedForConsumers : public testing::Test {
protected:
    static std::string damaged(const std::string& from, const std::string& to)
    {
        std::string line = lineOf(*findEvent(eventId::NetworkConnect), "text");
        const size_t at = line.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        return line.replace(at, from.size(), to);
    }
};

TEST_F(DamagedForConsumers, SentinelFindsNoRow)
{
    for (const auto& [from, to] : std::map<std::string, std::string>{
             {"Name=\"Linux-Sysmon\"", "Name='Linux-Sysmon'"},
             {"</Data><Data Name=\"Image\">", "</Data> <Data Name=\"Image\">"},
             {"Name=\"User\"", "Name=\"Usr\""},
             {"\"DestinationPort\">65535", "\"DestinationPort\">-"},
             {"\"Initiated\">true", "\"Initiated\">-"},
             {"\"UtcTime\">2026-11-22 ", "\"UtcTime\">2026-11-22T"},
             {"</Data></EventData>", ""}})
        EXPECT_THROW(test::readAsSentinel(damaged(from, to)), std::runtime_error) << to;
}

TEST_F(DamagedForConsumers, ElasticConvertsNothing)
{
    for (const auto& [from, to] : std::map<std::string, std::string>{
             {"<Event>", " <Event>"},
             {"\"SourceIp\">2001:db8:0:0:0:0:0:1", "\"SourceIp\">host"},
             {"\"SourcePort\">65535", "\"SourcePort\">65536"},
             {">text<", ">\x01<"}})
        EXPECT_THROW(test::readAsElastic(damaged(from, to)), std::runtime_error) << to;
    std::string hashes = lineOf(*findEvent(eventId::CreateProcess), "text");
    hashes.replace(hashes.find("MD5=a"), 5, "MD5=A");
    EXPECT_THROW(test::readAsElastic(hashes), std::runtime_error);
}

TEST_F(DamagedForConsumers, SplunkAndWazuhMissFields)
{
    const std::string otherQuotes = damaged("Name=\"Image\"", "Name='Image'");
    EXPECT_NE(test::readAsSplunk(otherQuotes), test::readDataElements(otherQuotes));
    EXPECT_THROW(test::readAsWazuh(inSyslog(otherQuotes)), std::runtime_error);
    EXPECT_THROW(
        test::readAsWazuh(inSyslog(damaged("\"ProcessId\">4294967295", "\"ProcessId\">0x1"))),
        std::runtime_error);
    const std::string line = lineOf(*findEvent(eventId::NetworkConnect), "text");
    EXPECT_THROW(test::readAsWazuh("Nov 22 02:21:52 vm sysmond: " + line), std::runtime_error);
    EXPECT_THAT(test::breakAsSplunk(line + "\n " + line + "\n"), SizeIs(1));
}

} // namespace
} // namespace sysmon
