// SPDX-License-Identifier: MIT
//
// What a configuration changes in the events, as far as it shows in whole lines. (Which events the
// rules let through is tested with the rule engine.)
#include "fileDigest.h"
#include "stage.h"

namespace sysmon::e2e {
namespace {

class ConfigurationTest : public Stage {
protected:
    /// Plays execProgram and returns the event 1 of the program that it executed.
    LoggedEvent playWith(const std::string& options, const std::string& rule)
    {
        for (const char* name : {"execProgram", "idle"})
            program(name);
        const std::string here = directory().string() + "/";
        startDaemon(writeFile(
            "config.xml", "<Sysmon schemaversion=\"4.90\">" + options +
                              "<EventFiltering><RuleGroup name=\"\" groupRelation=\"or\">"
                              "<ProcessCreate onmatch=\"include\">" +
                              rule + "<Image condition=\"begin with\">" + here +
                              "</Image></ProcessCreate></RuleGroup></EventFiltering></Sysmon>"));
        if (HasFatalFailure()) return {};
        play({"execProgram", Logged::Processes});
        stopDaemon();
        for (const LoggedEvent& event : loggedHere())
            if (event.id == 1 && event["Image"].ends_with("/idle")) return event;
        ADD_FAILURE() << "no event of what was executed";
        return {};
    }
};

TEST_F(ConfigurationTest, HashesAsConfigured)
{
    const LoggedEvent event = playWith("<HashAlgorithms>*</HashAlgorithms>", "");
    const std::string path = program("idle");
    EXPECT_EQ(event["Hashes"], "SHA1=" + fileDigest(path, "SHA1") +
                                   ",MD5=" + fileDigest(path, "MD5") +
                                   ",SHA256=" + fileDigest(path, "SHA256"));
}

TEST_F(ConfigurationTest, NamesTheRuleThatMatched)
{
    const LoggedEvent event =
        playWith("", "<Image name=\"idle &amp; &lt;more&gt;\" condition=\"image\">idle</Image>");
    EXPECT_EQ(event["RuleName"], "idle & <more>");
}

TEST_F(ConfigurationTest, CutsFieldsToTheirSizes)
{
    const LoggedEvent event =
        playWith("<FieldSizes>CommandLine:10,CurrentDirectory:2</FieldSizes>", "");
    EXPECT_EQ(event["CommandLine"], "idle -a...");
    EXPECT_EQ(event["CurrentDirectory"], "-");
}

} // namespace
} // namespace sysmon::e2e
