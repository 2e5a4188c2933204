// SPDX-License-Identifier: MIT
//
// -validate, -compile and -replay.
#include "configurationTools.h"
#include "ruleTrial.h"
#include "sharedData.h"
#include "validation.h"

#include "configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace sysmon::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(Validate, SaysWhatWillBeLogged)
{
    const Validation result =
        validate("<ProcessCreate onmatch=\"include\"><Image>/bin/a</Image></ProcessCreate>"
                 "<ProcessCreate onmatch=\"exclude\"><User>x</User><User>y</User></ProcessCreate>"
                 "<FileCreate onmatch=\"exclude\"/>"
                 "<FileDelete onmatch=\"exclude\"><Image>/bin/a</Image></FileDelete>"
                 "<NetworkConnect onmatch=\"include\"/>"
                 "<RawAccessRead onmatch=\"exclude\"/><RawAccessRead onmatch=\"exclude\"/>");
    EXPECT_TRUE(result.good);
    EXPECT_EQ(result.out,
              "FILE: valid, schema 4.90, logs\n"
              "  ProcessCreate       only what 1 rule includes, without what 2 rules exclude\n"
              "  NetworkConnect      nothing: no rule includes anything\n"
              "  ProcessTerminate    everything (no rules: the schema's default)\n"
              "  RawAccessRead       nothing: with several onmatch=\"exclude\" elements and no "
              "onmatch=\"include\" rule, what none of them matches is excluded, too\n"
              "  ProcessAccess       nothing (no rules: the schema's default)\n"
              "  FileCreate          everything\n"
              "  FileDelete          everything but what 1 rule excludes\n"
              "  eBPFEvent           nothing (no rules: the schema's default)\n");
    EXPECT_THAT(result.errors, IsEmpty());
}

TEST(Validate, ReportsEveryErrorOfEveryFile)
{
    const TemporaryFile bad(configurationOf("<Nonsense/>\n<ProcessCreate/>"));
    const TemporaryFile good(configurationOf("<FileCreate onmatch=\"include\"/>"));
    const std::vector<std::string> files = {bad.path(), "/nowhere", good.path()};
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_FALSE(validateConfigurations(files, out, errors));
    EXPECT_THAT(errors.str(),
                AllOf(StartsWith(bad.path() + ":3: Nonsense: "),
                      HasSubstr("\n" + bad.path() + ":4: ProcessCreate: attribute onmatch"),
                      HasSubstr("\n/nowhere: cannot be opened")));
    EXPECT_THAT(out.str(), StartsWith(good.path() + ": valid"));
}

TEST(Compile, WritesTheBlob)
{
    const TemporaryFile source(configurationOf("<FileCreate onmatch=\"include\"/>"));
    const TemporaryFile target;
    compileConfiguration(source.path(), target.path());
    const Configuration configuration = loadConfigurationFile(source.path());
    const std::string written = readFile(target.path());
    EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(written)), configuration.blob));
    EXPECT_THROW(compileConfiguration(source.path(), "/nowhere/rules.bin"), Error);
    EXPECT_THROW(compileConfiguration("/nowhere", target.path()), ConfigurationError);
}

TEST(Replay, DecidesEachLine)
{
    const TemporaryFile file(configurationOf(
        "<ProcessCreate onmatch=\"include\"><Image name=\"a&#9;b\">/bin/&lt;x&gt;</Image>"
        "</ProcessCreate>"));
    std::istringstream events(
        "Nov 22 vm sysmon: <Event><System><EventID>1</EventID></System><EventData>"
        "<Data Name=\"Image\">/bin/&lt;x&#62;</Data></EventData></Event>\n"
        "something else\n"
        "<Event><System><EventID>1</EventID></System></Event>\n"
        "<Event><System><EventID>250</EventID></System></Event>\n"
        "<Event><System><EventID>5</EventID></System></Event>\n"
        "vm sysmon: {\"Event\":{\"System\":{\"EventID\":1},"
        "\"EventData\":{\"Image\":\"/bin/<x>\"}}}\n"
        "{\"Event\":{\"System\":{\"EventID\":1},\"EventData\":{\"Image\":\"/bin/");
    std::ostringstream out;
    std::ostringstream summary;
    replayEvents(file.path(), events, out, summary);
    EXPECT_EQ(out.str(), "1\tinclude\ta\\tb\n3\texclude\t-\n5\tinclude\t-\n6\tinclude\ta\\tb\n");
    EXPECT_EQ(summary.str(), "Process Create (1)\tinclude\ta\\tb\t2\n"
                             "Process Create (1)\texclude\t-\t1\n"
                             "Process terminated (5)\tinclude\t-\t1\n"
                             "lines without an event\t\t\t3\n");
    EXPECT_THROW(replayEvents("/nowhere", events, out, summary), ConfigurationError);
}

} // namespace
} // namespace sysmon::test
