// SPDX-License-Identifier: MIT
#include "configurationDump.h"

#include "configuration.h"
#include "ruleTrial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace sysmon::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string dump(const Configuration& configuration)
{
    std::ostringstream out;
    dumpConfiguration(configuration, out);
    return out.str();
}

TEST(Dump, HasTheKnownLayout)
{
    Configuration configuration = loadConfiguration(
        configurationOf("<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">"
                        "<Rule groupRelation=\"and\" name=\"ruleAND\">"
                        "<Image condition=\"end with\">/true</Image>"
                        "<CommandLine condition=\"contains\">Alpha</CommandLine></Rule>"
                        "<Image>/bin/ls</Image></ProcessCreate></RuleGroup>",
                        "4.81"),
        "dump");
    configuration.hashAlgorithms = "SHA256";
    configuration.fieldSizes = "CommandLine:100,Image:20";
    EXPECT_EQ(dump(configuration),
              " - HashingAlgorithms:             SHA256\n"
              " - Field Sizes:                   CommandLine:100,Image:20\n"
              "\n"
              "Rule configuration (version 4.81):\n"
              " - ProcessCreate                      onmatch: include   combine rules using 'Or'\n"
              "\tCompound Rule ruleAND   combine using And\n"
              "\t    Image                          filter: end with     value: '/true'\n"
              "\t    CommandLine                    filter: contains     value: 'Alpha'\n"
              "\tImage                          filter: is           value: '/bin/ls'\n");
}

TEST(Dump, ShowsNames)
{
    const Configuration configuration = loadConfiguration(
        configurationOf("<RuleGroup groupRelation=\"and\" name=\"group\">"
                        "<FileCreate onmatch=\"exclude\"><Image>a</Image><Rule name=\"rule\">"
                        "<Image>b</Image><User name=\"own\">c</User></Rule></FileCreate>"
                        "</RuleGroup>"),
        "dump");
    EXPECT_THAT(dump(configuration),
                AllOf(HasSubstr(" - FileCreate                         onmatch: exclude   combine "
                                "rules using 'And'\n"),
                      HasSubstr("value: 'a'   name: 'group'\n\tCompound Rule rule   combine "
                                "using Or\n"),
                      HasSubstr("value: 'b'\n"), HasSubstr("value: 'c'   name: 'own'\n")));
}

TEST(Dump, SaysWhenThereAreNoRules)
{
    EXPECT_EQ(dump({}), " - HashingAlgorithms:             SHA256\n"
                        " - Field Sizes:                   -\n"
                        "\n"
                        "No rules installed\n");
}

} // namespace
} // namespace sysmon::test
