// SPDX-License-Identifier: MIT
#include "outputTarget.h"

#include "error.h"
#include "logForms.h"
#include "outputjson.h"
#include "outputxml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <unistd.h>

namespace sysmon {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string refusal(std::string_view target)
{
    try {
        OutputTarget{target};
        return "";
    } catch (const Error& error) {
        return error.what();
    }
}

TEST(OutputTarget, KnownOnesAreAccepted)
{
    for (const char* target : {"syslog", "SYSLOG", "syslog:/run/log", "rfc5424:/run/log", "journal",
                               "file:/var/log/a:b", "stdout"})
        EXPECT_EQ(refusal(target), "") << target;
}

TEST(OutputTarget, OthersAreRefusedByName)
{
    for (const char* target :
         {"", "sys", "syslog:", "syslog:relative", "rfc5424", "rfc5424:", "journal:", "journal:/x",
          "file", "file:", "file:relative", "stdout:/x", "/var/log/x"})
        EXPECT_THAT(refusal(target),
                    StartsWith("invalid output '" + std::string(target) + "'; expected"));
}

TEST(OutputFormat, IsXmlOrJson)
{
    EXPECT_EQ(outputFormat("XML"), FormatSyslogString);
    EXPECT_EQ(outputFormat("json"), FormatJsonString);
    EXPECT_THROW(outputFormat("yaml"), UsageError);
}

constexpr LineFacts facts{.eventId = 11,
                          .level = 4,
                          .recordId = 7,
                          .utcNs = 1'763'770'000'413'649'321,
                          .computer = "a host",
                          .ruleName = "two\nlines"};

TEST(LogForms, Rfc5424)
{
    std::string datagram;
    Rfc5424Form().wrap("<Event/>", facts, datagram);
    EXPECT_EQ(datagram, "<14>1 2025-11-22T00:06:40.413649Z a_host sysmon " +
                            std::to_string(getpid()) + " 11 - <Event/>");
}

TEST(LogForms, JournalFieldsOfAnyBytes)
{
    using namespace std::string_literals;
    std::string datagram;
    JournalForm().wrap("<Event/>", facts, datagram);
    EXPECT_EQ(datagram, "MESSAGE=<Event/>\nPRIORITY=6\nSYSLOG_IDENTIFIER=sysmon\n"
                        "SYSLOG_FACILITY=1\nSYSMON_EVENT_ID=11\nSYSMON_EVENT_RECORD_ID=7\n"
                        "SYSMON_RULE_NAME\n\x09\0\0\0\0\0\0\0two\nlines\n"s);
    JournalForm().wrap("<Event/>", {255, 2, 0, 0, {}, {}}, datagram);
    EXPECT_THAT(datagram, HasSubstr("PRIORITY=3\n"));
    EXPECT_THAT(datagram, testing::Not(HasSubstr("RULE_NAME")));
}

} // namespace
} // namespace sysmon
