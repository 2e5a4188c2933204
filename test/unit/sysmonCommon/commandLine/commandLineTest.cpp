// SPDX-License-Identifier: MIT
#include "commandLine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sysmon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Words = std::vector<const char*>;

CommandLine parse(const Words& words)
{
    return parseCommandLine(words);
}

std::string refusal(const Words& words)
{
    try {
        parse(words);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(CommandLine, ActionsAndTheirArguments)
{
    struct Row {
        Words words;
        Action action;
        std::vector<std::string> arguments;
    };
    const std::vector<Row> rows{
        {{}, Action::Usage, {}},
        {{"-?"}, Action::Usage, {}},
        {{"--help"}, Action::Usage, {}},
        {{"-h"}, Action::Usage, {}},
        {{"-?", "config"}, Action::ConfigurationHelp, {}},
        {{"-i"}, Action::Install, {}},
        {{"-i", "c.xml"}, Action::Install, {"c.xml"}},
        {{"-I", "/etc/x.xml"}, Action::Install, {"/etc/x.xml"}},
        {{"/i", "/etc/x.xml"}, Action::Install, {"/etc/x.xml"}},
        {{"-c"}, Action::Configure, {}},
        {{"-c", "c.xml"}, Action::Configure, {"c.xml"}},
        {{"-u"}, Action::Uninstall, {}},
        {{"-s"}, Action::PrintSchema, {}},
        {{"-s", "4.50"}, Action::PrintSchema, {"4.50"}},
        {{"-validate", "a.xml", "b.xml", "c.xml"}, Action::Validate, {"a.xml", "b.xml", "c.xml"}},
        {{"-compile", "a.xml", "out"}, Action::Compile, {"a.xml", "out"}},
        {{"-replay", "a.xml"}, Action::Replay, {"a.xml"}},
        {{"-replay", "a.xml", "-"}, Action::Replay, {"a.xml", "-"}},
        {{"-stats"}, Action::Stats, {}},
    };
    for (const Row& row : rows) {
        const CommandLine line = parse(row.words);
        EXPECT_EQ(line.action, row.action) << testing::PrintToString(row.words);
        EXPECT_EQ(line.arguments, row.arguments) << testing::PrintToString(row.words);
    }
}

TEST(CommandLine, ForegroundWithAConfigurationInAnyOrder)
{
    for (const Words& words :
         {Words{"-i", "c.xml", "-console"}, Words{"-console", "-i", "c.xml"}}) {
        const CommandLine line = parse(words);
        EXPECT_TRUE(line.console);
        EXPECT_EQ(line.configurationFile(), "c.xml");
    }
    EXPECT_EQ(parse({"-i", "-console"}).configurationFile(), "");
}

TEST(CommandLine, Flags)
{
    const CommandLine line =
        parse({"-accepteula", "-i", "c.xml", "-SERVICE", "-nologo", "-t", "verbose", "-btf", "b"});
    EXPECT_TRUE(line.acceptEula && line.service && line.noLogo);
    EXPECT_TRUE(line.debugMode && line.debugVerbose);
    EXPECT_EQ(line.btfFile, "b");
    EXPECT_TRUE(parse({"-c", "--"}).configDefault);
    EXPECT_TRUE(parse({"-u", "Force"}).force);
    EXPECT_EQ(parse({"-stats"}).statsForm, "text");
    EXPECT_EQ(parse({"-stats", "JSON"}).statsForm, "json");
    EXPECT_EQ(parse({"-stats", "prometheus"}).statsForm, "prometheus");
    EXPECT_FALSE(parse({"-i", "-t"}).debugVerbose);
}

TEST(CommandLine, SettingsKeepTheirOrderAndArguments)
{
    const CommandLine line = parse({"-c", "c.xml", "-n", "curl,wget", "-h", "*", "-l"});
    ASSERT_EQ(line.settings.size(), 3U);
    EXPECT_EQ(line.settings[0].name, "n");
    EXPECT_EQ(line.settings[0].argument, "curl,wget");
    EXPECT_EQ(line.settings[1].name, "h");
    EXPECT_EQ(line.settings[1].argument, "*");
    EXPECT_EQ(line.settings[2].argument, std::nullopt);
}

TEST(CommandLine, SlashBeginsASwitchOnlyIfThereIsOne)
{
    EXPECT_THAT(parse({"/validate", "/a.xml", "/tmp"}).arguments, ElementsAre("/a.xml", "/tmp"));
    EXPECT_THAT(parse({"-c", "/n"}).arguments, IsEmpty());
    EXPECT_THAT(refusal({"/nonsense"}), HasSubstr("unexpected argument '/nonsense'"));
}

TEST(CommandLine, Refusals)
{
    const std::vector<std::pair<Words, const char*>> rows{
        {{"-nonsense"}, "unknown switch '-nonsense'"},
        {{"c.xml"}, "unexpected argument 'c.xml'"},
        {{"-i", "a.xml", "b.xml"}, "unexpected argument 'b.xml'"},
        {{"-i", "-u"}, "'-i' and '-u' cannot be combined"},
        {{"-i", "-I"}, "'-i' is given twice"},
        {{"-i", "-h"}, "'-h' (HashAlgorithms) needs an argument"},
        {{"-h", "SHA1"}, "HashAlgorithms can only be set together with '-i' or '-c'"},
        {{"-u", "everything"}, "'-u' takes 'force', not 'everything'"},
        {{"-stats", "xml"}, "'-stats' takes 'json' or 'prometheus', not 'xml'"},
        {{"-i", "-t", "loud"}, "'-t' takes 'verbose', not 'loud'"},
        {{"-validate"}, "'-validate' needs configuration files"},
        {{"-compile", "a.xml"}, "'-compile' needs a configuration file and an output file"},
        {{"-console"}, "'-console' can only be used with '-i'"},
        {{"-c", "-service"}, "'-service' can only be used with '-i'"},
        {{"-i", "-service", "-console"}, "cannot be combined"},
        {{"--"}, "'--' can only be used with '-c'"},
        {{"-c", "c.xml", "--"}, "takes nothing else"},
        {{"-i", "-btf"}, "'-btf' needs a file"},
        {{"-c", "-btf", "b"}, "'-btf' can only be used with '-i'"},
        {{"-c", "-k", "lsass"}, "ProcessAccess can only be set together with a configuration file"},
        {{"-i", "-a", "dir"}, "'-a' (ArchiveDirectory) exists on Windows only"},
        {{"-i", "-d", "name"}, "exists on Windows only"},
        {{"-i", "-r"}, "exists on Windows only"},
        {{"-z", "1"}, "exists on Windows only"},
        {{"-m"}, "'-m' (Manifest) exists on Windows only"},
    };
    for (const auto& [words, reason] : rows)
        EXPECT_THAT(refusal(words), HasSubstr(reason)) << testing::PrintToString(words);
}

} // namespace
} // namespace sysmon
