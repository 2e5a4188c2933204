// SPDX-License-Identifier: MIT
#include "switchRules.h"

#include "configuration.h"
#include "ruleTrial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sysmon::test {
namespace {

using ::testing::HasSubstr;

TEST(Switches, MakeRulesAndOptions)
{
    const std::vector<CommandLineSwitch> switches = {
        {"h", "SHA1"}, {"N", std::nullopt}, {"l", "ld.so, /bin/x"}, {"k", "*"}, {"g", "p"}};
    const Configuration configuration = loadSwitches(switches);
    EXPECT_EQ(configuration.hashAlgorithms, "SHA1");
    const CompiledRules rules = readBlob(configuration.blob);
    EXPECT_EQ(rules.schemaVersion, 0x0004005au);
    ASSERT_EQ(rules.events.size(), 4u);
    EXPECT_EQ(rules.events[0].id, eventId::NetworkConnect);
    EXPECT_TRUE(rules.events[0].includeByDefault);
    EXPECT_EQ(rules.events[1].id, eventId::ImageLoad);
    ASSERT_EQ(rules.events[1].filters.size(), 2u);
    EXPECT_EQ(rules.events[1].filters[0].value, "ld.so");
    EXPECT_EQ(rules.events[1].filters[1].value, "/bin/x");
    EXPECT_EQ(rules.events[1].filters[1].condition, Condition::Image);
    EXPECT_TRUE(rules.events[2].includeByDefault) << "-k *";
    EXPECT_EQ(rules.events[3].filters.at(0).condition, Condition::Is);
}

TEST(Switches, CountAfterTheFile)
{
    const std::vector<CommandLineSwitch> switches = {{"n", "curl"}, {"h", "SHA1"}};
    const Configuration configuration = loadConfiguration(
        "<Sysmon schemaversion=\"4.50\"><HashAlgorithms>MD5</HashAlgorithms><EventFiltering>"
        "<NetworkConnect onmatch=\"exclude\"/></EventFiltering></Sysmon>",
        "file.xml", switches);
    EXPECT_EQ(configuration.hashAlgorithms, "SHA1");
    const CompiledRules rules = readBlob(configuration.blob);
    EXPECT_EQ(rules.schemaVersion, 0x00040032u);
    ASSERT_EQ(rules.events.size(), 2u);
    EXPECT_TRUE(rules.events[0].filters.empty());
    EXPECT_EQ(rules.events[1].filters.at(0).value, "curl");
}

TEST(Switches, BadOnesAreNamed)
{
    const auto refusalOf = [](const CommandLineSwitch& given) -> std::string {
        try {
            loadSwitches(std::span(&given, 1));
        } catch (const ConfigurationError& error) {
            return error.what();
        }
        return "accepted";
    };
    EXPECT_EQ(refusalOf({"a", "x"}), "command line: -a: exists on Windows only; leave it out");
    EXPECT_EQ(refusalOf({"k", std::nullopt}), "command line: -k: needs an argument");
    EXPECT_EQ(refusalOf({"i", std::nullopt}),
              "command line: -i: not a switch of the configuration");
    EXPECT_THAT(refusalOf({"h", "CRC"}), HasSubstr("-h: unknown hash algorithm \"CRC\""));
}

} // namespace
} // namespace sysmon::test
