// SPDX-License-Identifier: MIT
#include "helpText.h"

#include "commandLine.h"
#include "configuration.h"
#include "producedEvents.h"
#include "schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace sysmon {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(HelpText, UsageNamesOurSwitches)
{
    for (const char* const word :
         {"-i ", "-c ", "-c --", "-u ", "-s ", "-btf ", "-output", "-format", "-console",
          "-service", "-stats", "-validate", "-compile", "-replay", "-? config", "--help",
          "-nologo", "-t [verbose]"})
        EXPECT_THAT(usageText(), HasSubstr(word));
}

TEST(HelpText, UsageNamesTheSchemasSwitchesThatAreAcceptedHere)
{
    for (const SchemaOption& option : currentSchema().options) {
        if (option.commandLineSwitch.empty() || option.commandLineOnly) continue;
        const std::string line = "\n  -" + std::string(option.commandLineSwitch) + ' ';
        if (isWindowsOption(option.name))
            EXPECT_THAT(usageText(), Not(HasSubstr(line)));
        else
            EXPECT_THAT(usageText(), HasSubstr(line));
    }
}

TEST(HelpText, FitsOnAScreen)
{
    for (const std::string& text : {usageText(), configurationHelpText()}) {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(line.size(), 106u) << line; // bytes: some characters have three
    }
}

TEST(HelpText, ListsTheFieldsOfAllEventsThatHappen)
{
    const std::string text = configurationHelpText();
    for (const uint16_t id : producedEvents) {
        const SchemaEvent& event = *findEvent(id);
        if (event.ruleName.empty()) continue;
        EXPECT_THAT(text,
                    HasSubstr(std::string(event.ruleName) + " (" + std::to_string(id) + "):"));
        for (const SchemaField& field : event.fields)
            EXPECT_THAT(text, HasSubstr(std::string(field.name)));
    }
    EXPECT_THAT(text, Not(HasSubstr("RegistryEvent")));
}

/// The example loads, without a remark.
TEST(HelpText, ShowsAGoodConfiguration)
{
    const std::string text = configurationHelpText();
    const size_t begin = text.find("<Sysmon");
    const std::string end = "</Sysmon>";
    const std::string example = text.substr(begin, text.find(end) + end.size() - begin);
    const Configuration configuration = loadConfiguration(example, "example");
    EXPECT_TRUE(configuration.notes.empty());
    EXPECT_EQ(configuration.fieldSizes, "CommandLine:2000");
}

} // namespace
} // namespace sysmon
