// SPDX-License-Identifier: MIT
#include "waitingEvents.h"

#include "pipelineFixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sysmon {
namespace {

using test::argumentsExtension;
using test::child;
using test::fileCreateRecord;
using test::makeRecord;
using test::pathExtension;
using test::processCreate;
using test::processCreateRecord;
using testing::SizeIs;

class WaitingEventsTest : public test::EventPipelineTest {
protected:
    DeferredTextPtr hashes = std::make_shared<DeferredText>();

    WaitingEventsTest() { platform.lateHashes[child.processId] = hashes; }
};

TEST_F(WaitingEventsTest, OthersWaitForAShortTimeAndGoOn)
{
    dispatch(processCreateRecord());
    dispatch(fileCreateRecord(child, "/tmp/new"));
    pipeline.writeWaiting();
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(pipeline.waiting(), 2U);
    platform.nowNs += 200'000'000;
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["TargetFilename"], "/tmp/new");
    EXPECT_EQ(pipeline.waiting(), 1U);
    dispatch(fileCreateRecord(child, "/tmp/newer"));
    ASSERT_THAT(output.events, SizeIs(2)) << "no others wait for it any more";

    hashes->set("SHA256=00");
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(3));
    EXPECT_EQ(output.events[2]["Hashes"], "SHA256=00");
    EXPECT_EQ(output.events[2]["CommandLine"], "ls -l /tmp");
    EXPECT_EQ(output.events[2]["UtcTime"], "2025-11-22 00:10:00.123");
    EXPECT_EQ(output.events[2]["ParentImage"], "/bin/bash");
    EXPECT_EQ(output.events[2]["FileVersion"], "-");
    EXPECT_EQ(pipeline.waiting(), 0U);
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).included, 1U);
}

TEST_F(WaitingEventsTest, WhatComesInTimeKeepsTheOrder)
{
    dispatch(processCreateRecord());
    dispatch(fileCreateRecord(child, "/tmp/new"));
    hashes->set("SHA256=00");
    dispatch(fileCreateRecord(child, "/tmp/newer"));
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(3));
    EXPECT_EQ(output.events[0]["Hashes"], "SHA256=00");
    EXPECT_EQ(output.events[1]["TargetFilename"], "/tmp/new");
    EXPECT_EQ(output.events[2]["TargetFilename"], "/tmp/newer");
    EXPECT_EQ(output.events[1]["Image"], "/usr/bin/ls");
}

TEST_F(WaitingEventsTest, TimesOfSeveralRunTogether)
{
    for (int i = 0; i < 100; ++i) {
        dispatch(processCreateRecord());
        platform.nowNs += 1'000'000;
    }
    dispatch(fileCreateRecord(child, "/tmp/new"));
    platform.nowNs += 200'000'000;
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1)) << "not 200 ms for each before it";
}

TEST_F(WaitingEventsTest, AreDecidedByTheRulesOfTheirTime)
{
    dispatch(processCreateRecord());
    platform.nowNs += 30'000'000'000;
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"/></EventFiltering></Sysmon>)");
    pipeline.reportLosses();
    hashes->set("SHA256=00");
    pipeline.writeWaiting();
    EXPECT_THAT(output.events, SizeIs(1));
}

TEST_F(WaitingEventsTest, AUserIsItsNumberWhereNobodyKnowsItsName)
{
    hashes->set("SHA256=00");
    const auto late = std::make_shared<DeferredText>();
    platform.lateUsers[1000] = late;
    dispatch(fileCreateRecord(child, "/tmp/new"));
    dispatch(fileCreateRecord(child, "/tmp/newer"));
    platform.nowNs += 199'999'999;
    pipeline.writeWaiting();
    EXPECT_THAT(output.events, SizeIs(0));
    platform.nowNs += 1;
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(2));
    EXPECT_EQ(output.events[0]["User"], "1000");
    late->set("carol");
    dispatch(fileCreateRecord(child, "/tmp/newest"));
    ASSERT_THAT(output.events, SizeIs(3));
    EXPECT_EQ(output.events[2]["User"], "carol");
}

TEST_F(WaitingEventsTest, NoLongerThanAMinute)
{
    dispatch(processCreateRecord());
    platform.nowNs += 59'999'999'999;
    pipeline.writeWaiting();
    EXPECT_THAT(output.events, SizeIs(0));
    platform.nowNs += 1;
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["Hashes"], "-");
    hashes->set("SHA256=00");
    pipeline.writeWaiting(true);
    EXPECT_THAT(output.events, SizeIs(1)) << "once";
}

TEST_F(WaitingEventsTest, AreWrittenAtTheEnd)
{
    dispatch(processCreateRecord());
    pipeline.writeWaiting(true);
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["Hashes"], "-");
}

TEST_F(WaitingEventsTest, AreDecidedByWhatTheyWaitedFor)
{
    configure(R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include"><Hashes name="known" condition="contains">=00</Hashes>
        </ProcessCreate></EventFiltering></Sysmon>)");
    dispatch(processCreateRecord());
    platform.lateHashes[child.processId] = std::make_shared<DeferredText>("SHA256=01");
    dispatch(processCreateRecord());
    EXPECT_THAT(output.events, SizeIs(0));
    EXPECT_EQ(pipeline.counters().of(ProcessCreate).excluded, 1U);
    hashes->set("SHA256=00");
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["RuleName"], "known");
    EXPECT_EQ(output.events[0]["Image"], "/usr/bin/ls");
}

TEST_F(WaitingEventsTest, AreBoundedAndNoneIsLost)
{
    constexpr size_t some = WaitingEvents::maxEvents + 10;
    for (size_t i = 0; i < some; ++i)
        dispatch(processCreateRecord());
    EXPECT_EQ(pipeline.waiting(), WaitingEvents::maxEvents);
    EXPECT_THAT(output.events, SizeIs(10));
    hashes->set("SHA256=00");
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(some));
    EXPECT_EQ(output.events[0]["Hashes"], "-");
    EXPECT_EQ(output.events.back()["Hashes"], "SHA256=00");
}

TEST_F(WaitingEventsTest, AreBoundedInBytes)
{
    const std::string longArgument(60'000, 'x');
    const auto record = makeRecord(
        processCreate(), ProcessCreate,
        {pathExtension("/usr/bin/ls"), pathExtension("/"), argumentsExtension({longArgument})});
    size_t dispatched = 0;
    for (; output.events.empty() && dispatched < WaitingEvents::maxEvents; ++dispatched)
        dispatch(record);
    EXPECT_NEAR(static_cast<double>(dispatched), WaitingEvents::maxBytes / 60'000.0, 5);
}

TEST_F(WaitingEventsTest, HostNamesOfBothEndsAreWaitedForShortly)
{
    platform.hostNames[1] = std::make_shared<DeferredText>();
    platform.hostNames[2] = std::make_shared<DeferredText>();
    SYSMON_NETWORK_CONNECT record{};
    record.header.process = child;
    record.protocol = 6;
    record.initiated = 1;
    record.local.address[15] = 1;
    record.remote.address[15] = 2;
    dispatch(makeRecord(record, NetworkConnect));
    platform.hostNames[2]->set("peer.example");
    pipeline.writeWaiting();
    EXPECT_THAT(output.events, SizeIs(0));
    platform.nowNs += 2'000'000'000;
    pipeline.writeWaiting();
    ASSERT_THAT(output.events, SizeIs(1));
    EXPECT_EQ(output.events[0]["SourceHostname"], "-");
    EXPECT_EQ(output.events[0]["DestinationHostname"], "peer.example");
    platform.hostNames[1]->set("here.example");
    dispatch(makeRecord(record, NetworkConnect));
    ASSERT_THAT(output.events, SizeIs(2)) << "both are known";
    EXPECT_EQ(output.events[1]["SourceHostname"], "here.example");
}

} // namespace
} // namespace sysmon
