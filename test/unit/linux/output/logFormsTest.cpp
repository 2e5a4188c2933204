// SPDX-License-Identifier: MIT
#include "logForms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <unistd.h>

namespace sysmon {
namespace {

using testing::HasSubstr;

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
