// SPDX-License-Identifier: MIT
#include "outputTarget.h"

#include "error.h"
#include "outputjson.h"
#include "outputxml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

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

} // namespace
} // namespace sysmon
