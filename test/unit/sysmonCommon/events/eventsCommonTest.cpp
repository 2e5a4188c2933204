// SPDX-License-Identifier: MIT
#include "eventsCommon.h"

#include "linuxTypes.h"
#include "pipelineFixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

using test::child;
using test::EventPipelineTest;
using test::fileCreateRecord;
using test::makeRecord;
using test::networkConnect;
using test::processCreateRecord;
using test::processKey;
using test::RecordBytes;
using test::shell;
using test::terminateRecord;
using testing::HasSubstr;
using testing::SizeIs;

TEST_F(EventPipelineTest, ANetworkRecordThatIsCutShortIsInvalid)
{
    RecordBytes record = makeRecord(networkConnect(true), NetworkConnect);
    record.header()->eventSize -= 8;
    pipeline.DispatchEvent(record.header());
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(pipeline.counters().of(NetworkConnect).invalid, 1u);
}

TEST_F(EventPipelineTest, TerminateIsReportedOnceWithTheGuidOfItsCreate)
{
    dispatch(processCreateRecord());
    dispatch(terminateRecord(child));
    dispatch(terminateRecord(child));
    ASSERT_THAT(output.events, SizeIs(2));
    const std::map<std::string, std::string> expected{
        {"RuleName", "-"},
        {"UtcTime", "2025-11-22 00:11:40.000"},
        {"ProcessGuid", guidText(child)},
        {"ProcessId", "60"},
        {"Image", "/usr/bin/ls"},
        {"User", "alice"},
    };
    EXPECT_EQ(output.events[1].fields, expected);
}

TEST_F(EventPipelineTest, ForkedProcessNamesItsParentsProgram)
{
    SYSMON_PROCESS_FORK fork{};
    fork.header.process = processKey(61, 101, 7);
    fork.parent = shell;
    auto record = makeRecord(fork, LinuxProcessFork);
    pipeline.processForked(*reinterpret_cast<const SYSMON_PROCESS_FORK*>(record.header()));
    EXPECT_THAT(output.events, SizeIs(0));
    dispatch(fileCreateRecord(processKey(61, 101, 7), "/tmp/redirected"));
    EXPECT_EQ(output.events.at(0)["Image"], "/bin/bash");
}

TEST_F(EventPipelineTest, FieldsThatNobodyNeedsAreNotMade)
{
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"><Image condition="is">/bin/other</Image></ProcessCreate>
        </EventFiltering></Sysmon>)");
    dispatch(processCreateRecord());
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(platform.hashCalls, 0);
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).excluded, 1U);
}

TEST_F(EventPipelineTest, ExcludedProcessIsStillKnownAsAParent)
{
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"/><FileCreate onmatch="exclude"/>
        </EventFiltering></Sysmon>)");
    dispatch(processCreateRecord());
    dispatch(fileCreateRecord(child, "/tmp/new"));
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["Image"], "/usr/bin/ls");
}

TEST_F(EventPipelineTest, RuleNameAndFieldSizes)
{
    configure(R"(<Sysmon schemaversion="4.90"><FieldSizes>CommandLine:6</FieldSizes>
        <EventFiltering><ProcessCreate onmatch="include">
        <CommandLine name="tmp" condition="end with">/tmp</CommandLine>
        </ProcessCreate></EventFiltering></Sysmon>)");
    dispatch(processCreateRecord());
    ASSERT_THAT(output.events, SizeIs(1)) << "rules see the whole text";
    EXPECT_EQ(output.events[0]["RuleName"], "tmp");
    EXPECT_EQ(output.events[0]["CommandLine"], "ls ...");
}

TEST_F(EventPipelineTest, OwnEventsAreNeverFiltered)
{
    platform.nowNs = 5'250'000'000;
    configure("<Sysmon schemaversion=\"4.90\"><EventFiltering/></Sysmon>");
    pipeline.serviceStateChanged("Started", "1.2.3", "all of it");
    pipeline.configurationChanged("/etc/c.xml", "SHA256=00");
    pipeline.reportError("Attach", "it did not");
    ASSERT_THAT(output.events, SizeIs(3));
    using Fields = std::map<std::string, std::string>;
    const std::string now = "2025-11-22 00:06:45.250";
    EXPECT_EQ(output.events[0].id, 4);
    EXPECT_EQ(output.events[0].fields, (Fields{{"UtcTime", now},
                                               {"State", "Started"},
                                               {"Version", "1.2.3"},
                                               {"SchemaVersion", "4.90"},
                                               {"Coverage", "all of it"}}));
    EXPECT_EQ(output.events[1].id, 16);
    EXPECT_EQ(output.events[1].fields, (Fields{{"UtcTime", now},
                                               {"Configuration", "/etc/c.xml"},
                                               {"ConfigurationFileHash", "SHA256=00"}}));
    EXPECT_EQ(output.events[2].id, 255);
    EXPECT_EQ(output.events[2].fields,
              (Fields{{"UtcTime", now}, {"ID", "Attach"}, {"Description", "it did not"}}));
}

TEST_F(EventPipelineTest, BadRecordIsCountedReportedAndHarmless)
{
    RecordBytes record = fileCreateRecord(shell, "/tmp/new");
    record.header()->extensionSizes[0] = 0xffffffff;
    pipeline.DispatchEvent(record.header());
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(pipeline.counters().of(FileCreate).invalid, 1U);
    pipeline.reportLosses();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0].id, 255);
    EXPECT_THAT(output.events[0]["Description"], HasSubstr("1 File created"));
    dispatch(fileCreateRecord(shell, "/tmp/new"));
    EXPECT_THAT(output.events, SizeIs(2));
}

TEST_F(EventPipelineTest, LossesAreReportedOncePerInterval)
{
    pipeline.countLost(LossPlace::Ring, ProcessCreate, 3);
    pipeline.reportLosses();
    pipeline.countLost(LossPlace::Queue, ProcessCreate, 4);
    pipeline.reportLosses();
    EXPECT_THAT(output.events, SizeIs(1));
    pipeline.reportLosses(true);
    EXPECT_THAT(output.events, SizeIs(2));
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).lostAtRing, 3U);
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).lostAtQueue, 4U);
}

TEST_F(EventPipelineTest, CountersAddUp)
{
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <FileCreate onmatch="include"><TargetFilename condition="contains">yes</TargetFilename>
        </FileCreate></EventFiltering></Sysmon>)");
    dispatch(fileCreateRecord(shell, "/tmp/yes"));
    dispatch(fileCreateRecord(shell, "/tmp/no"));
    RecordBytes bad = fileCreateRecord(shell, "/tmp/yes");
    bad.header()->eventSize -= 1;
    pipeline.DispatchEvent(bad.header());
    const EventCounts& counts = pipeline.counters().of(FileCreate);
    EXPECT_EQ(counts.received, 3U);
    EXPECT_EQ(counts.included, 1U);
    EXPECT_EQ(counts.excluded, 1U);
    EXPECT_EQ(counts.invalid, 1U);
}

} // namespace
} // namespace sysmon
