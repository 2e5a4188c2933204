// SPDX-License-Identifier: MIT
//
// The comparison and the check of a whole run: each thing that can be wrong is noticed.
#include "comparison.h"
#include "exampleLine.h"
#include "runCheck.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sysmon::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint64_t exampleNs = 1795314112422000000; // that of ExampleLine

Machine exampleMachine()
{
    Machine machine;
    machine.machineId = 0x3d1219c7;
    machine.bootSeconds = 1795300000;
    machine.computer = "vm";
    machine.userName = [](uint32_t userId) { return userId == 0 ? "root" : "someone"; };
    machine.sha256 = [](const std::string&) { return std::string(64, 'a'); };
    return machine;
}

ProcessFacts exampleProcess(uint32_t processId)
{
    ProcessFacts process;
    process.processId = processId;
    process.startTicks = 12345;
    process.image = "/usr/bin/program";
    process.commandLine = "program argument";
    process.currentDirectory = "/";
    process.loginUserId = process.sessionId = 4294967295;
    return process;
}

ExpectedEvent example(uint32_t id, uint32_t processId = 7)
{
    const Deed deed{id,
                    exampleNs,
                    exampleNs + 1000,
                    exampleProcess(processId),
                    exampleProcess(1),
                    id == 1 || id == 5 ? "" : "/tmp/file"};
    return expectedEvent(deed, exampleMachine());
}

LoggedEvent logged(const ExampleLine& line)
{
    return parseEventLine(line.text());
}

LoggedEvent logged(const ExpectedEvent& expected)
{
    return logged(exampleOf(expected));
}

TEST(Comparison, FindsNothingWhereAllIsAsExpected)
{
    std::vector<ExpectedEvent> expected;
    std::vector<LoggedEvent> events;
    for (const uint32_t id : {1, 5, 11, 23}) {
        expected.push_back(example(id));
        events.push_back(logged(expected.back()));
    }
    EXPECT_EQ(compareEvents(expected, events), "");
}

TEST(Comparison, NoticesEachFieldOfEachEvent)
{
    for (const uint32_t id : {1, 5, 11, 23}) {
        const ExpectedEvent expected = example(id);
        EXPECT_EQ(expected.fields.size() + (id == 11 ? 2 : 1), logged(expected).fields.size());
        for (const ExpectedField& field : expected.fields) {
            LoggedEvent event = logged(expected);
            for (DecodedField& changed : event.fields)
                if (changed.name == field.name) changed.value += "0";
            const bool identifies = field.name == "ProcessId" || field.name == "TargetFilename";
            EXPECT_THAT(compareEvents({expected}, {event}),
                        HasSubstr(identifies ? "missing:" : field.name + ": expected"));
        }
    }
}

TEST(Comparison, NoticesTimesOutOfBounds)
{
    ExpectedEvent expected = example(11);
    const LoggedEvent event = logged(expected);
    expected.afterNs += 100'000'000;
    expected.beforeNs += 100'000'000;
    EXPECT_THAT(compareEvents({expected}, {event}), HasSubstr("UtcTime"));
    expected.afterNs -= 200'000'000;
    expected.beforeNs -= 200'000'000;
    EXPECT_THAT(compareEvents({expected}, {event}), HasSubstr("UtcTime"));
    ExampleLine line = exampleOf(example(11));
    line.values["CreationUtcTime"] = "2026-11-22 02:21:52.423";
    EXPECT_THAT(compareEvents({example(11)}, {logged(line)}), HasSubstr("CreationUtcTime"));
}

TEST(Comparison, NoticesMissingAddedAndSwappedEvents)
{
    const std::vector<ExpectedEvent> expected = {example(1, 7), example(1, 8), example(5, 7)};
    const LoggedEvent first = logged(expected[0]), second = logged(expected[1]),
                      third = logged(expected[2]);
    EXPECT_EQ(compareEvents(expected, {first, second, third}), "");
    EXPECT_THAT(compareEvents(expected, {first, third}), HasSubstr("missing:    1 ProcessId=8"));
    EXPECT_THAT(compareEvents(expected, {first, second, third, third}),
                HasSubstr("unexpected: 5 ProcessId=7"));
    EXPECT_THAT(compareEvents(expected, {first, third, second}), HasSubstr("missing:"));
    EXPECT_THAT(compareEvents(expected, {}), HasSubstr("missing:    1 ProcessId=7"));
    EXPECT_THAT(compareEvents({}, {first}), HasSubstr("unexpected: 1 ProcessId=7"));
}

TEST(Comparison, AllowsCutsOnlyWhereTheyAreNeeded)
{
    const auto cutTo = [](size_t whole, size_t left, const char* end = "...") {
        ProcessFacts process = exampleProcess(7);
        process.commandLine = std::string(whole, 'x');
        const ExpectedEvent expected = expectedEvent(
            {1, exampleNs, exampleNs, process, exampleProcess(1), ""}, exampleMachine());
        ExampleLine line = exampleOf(expected);
        line.values["CommandLine"] = std::string(left, 'x') + end;
        return compareEvents({expected}, {logged(line)});
    };
    EXPECT_EQ(cutTo(100'000, 60'000), "");
    EXPECT_THAT(cutTo(100'000, 60'000, "."), HasSubstr("CommandLine"));
    EXPECT_THAT(cutTo(100'000, 60'000, "y..."), HasSubstr("CommandLine"));
    EXPECT_THAT(cutTo(100'000, 100), HasSubstr("only"));
    EXPECT_THAT(cutTo(10'000, 9'000), HasSubstr("although"));
}

// ---- a whole run ----

std::vector<ExampleLine> exampleRun()
{
    ExampleLine started, configured, create, stopped;
    started.id = stopped.id = 4;
    configured.id = 16;
    started.values["State"] = "Started";
    stopped.values["State"] = "Stopped";
    std::vector<ExampleLine> lines = {started, configured, create, create, stopped};
    for (size_t i = 0; i < lines.size(); ++i)
        lines[i].recordId = 40 + i;
    return lines;
}

std::vector<std::string> problemsOf(const std::vector<ExampleLine>& lines)
{
    std::vector<LoggedEvent> events;
    for (const ExampleLine& line : lines)
        events.push_back(logged(line));
    return checkRun(events, {100, "vm", exampleNs - 1'000'000'000, exampleNs + 1'000'000'000});
}

TEST(RunCheck, AcceptsAGoodRun)
{
    EXPECT_THAT(problemsOf(exampleRun()), IsEmpty());
}

TEST(RunCheck, AcceptsAnEventThatWaitedForItsHash)
{
    std::vector<ExampleLine> run = exampleRun();
    run[3].id = 1;
    run[3].utcTime = "2026-11-22 02:21:52.400";
    EXPECT_THAT(problemsOf(run), IsEmpty());
}

using ChangeRun = std::function<void(std::vector<ExampleLine>&)>;

struct BadRun {
    const char* what;
    ChangeRun change;
};

class RunCheckTest : public ::testing::TestWithParam<BadRun> {};

TEST_P(RunCheckTest, IsRefused)
{
    std::vector<ExampleLine> run = exampleRun();
    GetParam().change(run);
    EXPECT_EQ(problemsOf(run).size(), 1u);
}

const BadRun badRuns[] = {
    {"OtherDaemon", [](auto& run) { run[2].daemonProcessId = 101; }},
    {"OtherComputer", [](auto& run) { run[2].computer = "pc"; }},
    {"SystemTimeBeforeTheRun",
     [](auto& run) {
         run[0].systemTime = "2026-11-22T01:21:52.423649000Z",
         run[0].utcTime = "2026-11-22 01:21:52.422";
     }},
    {"SystemTimeAfterTheRun",
     [](auto& run) { run[4].systemTime = "2026-11-22T03:21:52.423649000Z"; }},
    {"UtcTimeAfterSystemTime", [](auto& run) { run[3].utcTime = "2026-11-22 02:21:52.427"; }},
    {"KernelEventsOutOfOrder",
     [](auto& run) { run[3].id = 5, run[3].utcTime = "2026-11-22 02:21:52.400"; }},
    {"RecordIdMissing", [](auto& run) { run[4].recordId = 45; }},
    {"LoggedItself", [](auto& run) { run[2].values["ProcessId"] = "100"; }},
    {"LoggedItsChild", [](auto& run) { run[2].values["ParentProcessId"] = "100"; }},
    {"ErrorEvent", [](auto& run) { run[2].id = 255; }},
    {"StartedTwice", [](auto& run) { run[2] = run[0], run[2].recordId = 42; }},
    {"NoConfigurationEvent", [](auto& run) { run[1] = run[2], run[1].recordId = 41; }},
    {"StoppedIsNotLast",
     [](auto& run) { std::swap(run[3], run[4]), std::swap(run[3].recordId, run[4].recordId); }},
};

INSTANTIATE_TEST_SUITE_P(By, RunCheckTest, ::testing::ValuesIn(badRuns),
                         [](const auto& info) { return info.param.what; });

} // namespace
} // namespace sysmon::e2e
