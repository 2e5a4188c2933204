// SPDX-License-Identifier: MIT
#include "exitStatus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <new>
#include <sstream>
#include <type_traits>

namespace sysmon {
namespace {

// An error without a kind does not compile.
static_assert(std::is_abstract_v<Error>);

constexpr ProgramTexts program{"program", "Try 'program -?'."};

struct Report {
    int status;
    std::string text;
};

/// What main() makes of an error that is thrown: it knows std::exception only.
template <typename Thrown>
Report reportOf(const Thrown& thrown)
{
    std::ostringstream messages;
    try {
        throw thrown;
    } catch (const std::exception& failure) {
        const int status = reportFailure(failure, program, messages);
        return {status, messages.str()};
    }
}

/// The numbers that scripts and the unit rely on, as numbers.
TEST(ExitStatus, OfEachKindIsWhatScriptsRelyOn)
{
    EXPECT_EQ(exitStatus(ErrorKind::Usage), 87);
    EXPECT_EQ(exitStatus(ErrorKind::Configuration), 87);
    EXPECT_EQ(exitStatus(ErrorKind::NotRunning), 87);
    EXPECT_EQ(exitStatus(ErrorKind::NotRoot), 228);
    EXPECT_EQ(exitStatus(ErrorKind::State), 1);
    EXPECT_EQ(exitStatus(ErrorKind::Environment), 1);
}

TEST(ExitStatus, EachErrorTypeHasItsKind)
{
    EXPECT_EQ(UsageError("").kind(), ErrorKind::Usage);
    EXPECT_EQ(ConfigurationError("").kind(), ErrorKind::Configuration);
    EXPECT_EQ(NotRootError("").kind(), ErrorKind::NotRoot);
    EXPECT_EQ(NotRunningError("").kind(), ErrorKind::NotRunning);
    EXPECT_EQ(StateError("").kind(), ErrorKind::State);
    EXPECT_EQ(EnvironmentError("").kind(), ErrorKind::Environment);
}

TEST(FailureReport, NamesTheProgram)
{
    const Report state = reportOf(StateError("runs already"));
    EXPECT_EQ(state.text, "program: runs already\n");
    EXPECT_EQ(state.status, 1);
    const Report environment = reportOf(EnvironmentError("no BTF"));
    EXPECT_EQ(environment.text, "program: no BTF\n");
    EXPECT_EQ(environment.status, 1);
    const Report notRunning = reportOf(NotRunningError("not running"));
    EXPECT_EQ(notRunning.text, "program: not running\n");
    EXPECT_EQ(notRunning.status, 87);
}

TEST(FailureReport, SaysWhereTheUsageIsAfterAUsageErrorOnly)
{
    const Report report = reportOf(UsageError("unknown switch"));
    EXPECT_EQ(report.text, "program: unknown switch\nTry 'program -?'.\n");
    EXPECT_EQ(report.status, 87);
}

TEST(FailureReport, LeavesAConfigurationsErrorsAsTheyAre)
{
    const Report report = reportOf(ConfigurationError("a.xml:1: x\na.xml:2: y"));
    EXPECT_EQ(report.text, "a.xml:1: x\na.xml:2: y\n");
    EXPECT_EQ(report.status, 87);
}

TEST(FailureReport, LeavesTheTextForThoseWhoAreNotRootAsItIs)
{
    const Report report = reportOf(NotRootError("You need to run Sysmon as root."));
    EXPECT_EQ(report.text, "You need to run Sysmon as root.\n");
    EXPECT_EQ(report.status, 228);
}

TEST(FailureReport, TakesOtherExceptionsForTheEnvironments)
{
    const Report report = reportOf(std::bad_alloc());
    EXPECT_THAT(report.text, testing::StartsWith("program: "));
    EXPECT_EQ(report.status, 1);
}

} // namespace
} // namespace sysmon
