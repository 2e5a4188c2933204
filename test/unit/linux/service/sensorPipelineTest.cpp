// SPDX-License-Identifier: MIT
#include "sensorPipeline.h"

#include "linuxClock.h"
#include "linuxTypes.h"
#include "nameAnswers.h"
#include "recordBuilder.h"
#include "temporaryFolder.h"
#include "waitingProcess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace sysmon {
namespace {

using test::makeRecord;
using test::pathExtension;
using test::RecordBytes;
using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

class Lines : public Sink {
public:
    std::vector<std::string> lines;

    using Sink::countDropped;
    void write(std::string_view line, const LineFacts&) noexcept override
    {
        lines.emplace_back(line);
    }
    void flush() noexcept override {}
};

class SensorPipelineTest : public testing::Test {
protected:
    Configuration configuration = loadConfiguration(
        R"(<Sysmon schemaversion="4.90"><DnsLookup>False</DnsLookup><EventFiltering><FileCreate onmatch="exclude"/>
           <NetworkConnect onmatch="exclude"/></EventFiltering></Sysmon>)",
        "test.xml");
    Lines sink;
    SensorPipeline pipeline{configuration, sink, SensorOptions{.resolver = runningProgram}};
};

/// A file created by this very process.
RecordBytes fileCreate(const SYSMON_PROCESS_KEY& process)
{
    SYSMON_FILE_CREATE record{};
    record.header.timeNs = LinuxClock().monotonicNowNs();
    record.header.process = process;
    return makeRecord(record, FileCreate, {pathExtension("/tmp/new")});
}

SYSMON_PROCESS_KEY keyOf(uint32_t processId)
{
    ProcessFacts facts;
    EXPECT_TRUE(ProcReader().readProcess(processId, facts));
    return facts.key;
}

TEST_F(SensorPipelineTest, ReportsStartConfigurationAndStop)
{
    pipeline.start();
    pipeline.stop();
    ASSERT_THAT(sink.lines, SizeIs(3));
    EXPECT_THAT(sink.lines[0], AllOf(HasSubstr("<EventID>4</EventID>"), HasSubstr(">Started<"),
                                     HasSubstr(SYSMON_VERSION)));
    EXPECT_THAT(sink.lines[1], AllOf(HasSubstr("<EventID>16</EventID>"), HasSubstr(">Defaults<"),
                                     HasSubstr("<Data Name=\"ConfigurationFileHash\">-</Data>")));
    EXPECT_THAT(sink.lines[2], AllOf(HasSubstr("<EventID>4</EventID>"), HasSubstr(">Stopped<")));
}

TEST_F(SensorPipelineTest, NamesAndHashesTheConfigurationFile)
{
    const test::TemporaryFolder folder;
    SensorOptions options;
    options.origin = {.name = "given.xml", .file = folder.file("copy.xml", "abc")};
    options.eventIdFile = folder / "eventId";
    SensorPipeline(configuration, sink, options).start();
    ASSERT_THAT(sink.lines, SizeIs(2));
    EXPECT_THAT(sink.lines[1], HasSubstr(">given.xml</Data>"));
    EXPECT_THAT(sink.lines[1], HasSubstr(">SHA256=ba7816bf8f01cfea"));
    EXPECT_THAT(sink.lines[1], HasSubstr("<EventRecordID>2</EventRecordID>"));
}

TEST_F(SensorPipelineTest, RecordOfAnOlderProcessNamesItsProgram)
{
    const test::WaitingProcess child([] {});
    pipeline.start();
    const RecordBytes record = fileCreate(keyOf(child.id()));
    pipeline.onRecord(record.data(), record.size());
    ASSERT_THAT(sink.lines, SizeIs(3));
    EXPECT_THAT(sink.lines[2], HasSubstr("/unitTests</Data>"));
    EXPECT_THAT(sink.lines[2], HasSubstr("<Data Name=\"TargetFilename\">/tmp/new</Data>"));
}

TEST_F(SensorPipelineTest, ForkIsNotAnEventButIsKnown)
{
    const test::WaitingProcess child([] {});
    SYSMON_PROCESS_FORK fork{};
    fork.parent = keyOf(child.id());
    fork.header.process = keyOf(child.id());
    fork.header.process.processId += 100'000'000; // no such process: only the record tells of it
    const RecordBytes record = makeRecord(fork, LinuxProcessFork);
    pipeline.onRecord(record.data(), record.size());
    EXPECT_THAT(sink.lines, SizeIs(0));
    const RecordBytes file = fileCreate(fork.header.process);
    pipeline.onRecord(file.data(), file.size());
    ASSERT_THAT(sink.lines, SizeIs(1));
    EXPECT_THAT(sink.lines[0], HasSubstr("/unitTests</Data>"));
}

TEST_F(SensorPipelineTest, AUdpFlowIsReportedOnce)
{
    SYSMON_NETWORK_CONNECT record{};
    record.header.process = test::processKey(4711);
    record.protocol = 17;
    RecordBytes datagram = makeRecord(record, NetworkConnect);
    for (int i = 0; i < 2; ++i)
        pipeline.onRecord(datagram.data(), datagram.size());
    EXPECT_THAT(sink.lines, SizeIs(1));
    record.protocol = 6;
    RecordBytes connection = makeRecord(record, NetworkConnect);
    for (int i = 0; i < 2; ++i)
        pipeline.onRecord(connection.data(), connection.size());
    EXPECT_THAT(sink.lines, SizeIs(3));

    datagram.header()->eventSize -= 8;
    pipeline.onRecord(datagram.data(), datagram.size());
    EXPECT_EQ(pipeline.counters().of(NetworkConnect).invalid, 1u);
}

TEST_F(SensorPipelineTest, PaddedAndMisalignedRecord)
{
    const RecordBytes record = fileCreate(keyOf(static_cast<uint32_t>(getpid())));
    std::vector<uint64_t> padded(record.size() / 8 + 3);
    char* const odd = reinterpret_cast<char*>(padded.data()) + 4;
    std::memcpy(odd, record.data(), record.size());
    pipeline.onRecord(odd, record.size() + 4);
    EXPECT_THAT(sink.lines, SizeIs(1));
}

TEST_F(SensorPipelineTest, TruncatedRecordsAreCountedNotRead)
{
    const RecordBytes record = fileCreate(keyOf(static_cast<uint32_t>(getpid())));
    for (size_t size = 0; size < record.size(); ++size) {
        // Memory of exactly this size: a sanitizer would see a read beyond it.
        const std::unique_ptr<char[]> bytes(new char[size]);
        std::memcpy(bytes.get(), record.data(), size);
        pipeline.onRecord(bytes.get(), size);
    }
    EXPECT_THAT(sink.lines, SizeIs(0));
    EXPECT_EQ(pipeline.counters().of(FileCreate).invalid + pipeline.counters().of(0).invalid,
              record.size());
    const std::vector<char> huge(SYSMON_RECORD_MAX + 100);
    pipeline.onRecord(huge.data(), huge.size());
    pipeline.onTick();
    ASSERT_THAT(sink.lines, SizeIs(1));
    EXPECT_THAT(sink.lines[0],
                AllOf(HasSubstr("<EventID>255</EventID>"), HasSubstr("Unusable records: ")));
}

const EventStats& statsOf(const Stats& stats, uint16_t id)
{
    for (const EventStats& event : stats.events)
        if (event.id == id) return event;
    ADD_FAILURE() << "no event " << id;
    return stats.others;
}

TEST_F(SensorPipelineTest, StatsCountEveryRecordOnce)
{
    pipeline.start();
    const RecordBytes record = fileCreate(keyOf(static_cast<uint32_t>(getpid())));
    for (int i = 0; i < 3; ++i)
        pipeline.onRecord(record.data(), record.size());
    RecordBytes bad = record;
    bad.header()->extensionSizes[0] = 0xffffffff;
    pipeline.onRecord(bad.data(), bad.size());
    pipeline.onRecord(record.data(), record.size() - 1);
    pipeline.onLost(LossPlace::Ring, FileCreate, 7);
    pipeline.onLost(LossPlace::Queue, FileCreate, 8);
    pipeline.onLost(LossPlace::Ring, 0, 9);
    pipeline.onSkipped(10);
    pipeline.onSkipped(11);
    pipeline.onMerged(FileCreate, 12);
    sink.countDropped(FileCreate);
    pipeline.onBatchEnd();

    Stats stats;
    pipeline.addStats(stats);
    const EventStats& files = statsOf(stats, FileCreate);
    EXPECT_EQ(files.received, 5U);
    EXPECT_EQ(files.included, 3U);
    EXPECT_EQ(files.excluded, 0U);
    EXPECT_EQ(files.invalid, 2U);
    EXPECT_EQ(files.merged, 12U);
    EXPECT_EQ(files.lostAtRing, 7U);
    EXPECT_EQ(files.lostAtQueue, 8U);
    EXPECT_EQ(files.lostAtOutput, 1U);
    EXPECT_EQ(statsOf(stats, 0).lostAtRing, 9U) << "the type is not always known";
    EXPECT_EQ(statsOf(stats, 4).included, 1U);
    EXPECT_EQ(stats.skippedRuns, 21U);
    EXPECT_EQ(stats.configuration, "Defaults");
    ASSERT_FALSE(stats.caches.empty());
    for (const CacheStats& cache : stats.caches) {
        EXPECT_GT(cache.limitEntries, 0U) << cache.name;
        EXPECT_LE(cache.entries, cache.limitEntries) << cache.name;
    }
    EXPECT_GT(stats.caches[0].entries, 0U) << "this process";
}

TEST_F(SensorPipelineTest, AnotherConfigurationIsReportedAndDecides)
{
    const test::TemporaryFolder folder;
    pipeline.start("what is watched");
    EXPECT_THAT(sink.lines[0], HasSubstr("<Data Name=\"Coverage\">what is watched</Data>"));
    const RecordBytes record = fileCreate(keyOf(static_cast<uint32_t>(getpid())));
    pipeline.onRecord(record.data(), record.size());
    ASSERT_THAT(sink.lines, SizeIs(3));

    LoadedConfiguration loaded;
    loaded.configuration = loadConfiguration(
        R"(<Sysmon schemaversion="4.90"><EventFiltering><FileCreate onmatch="include"/>
           </EventFiltering></Sysmon>)",
        "other.xml");
    loaded.origin = {.name = "other.xml", .file = folder.file("other.xml", "abc")};
    pipeline.configure(loaded);
    ASSERT_THAT(sink.lines, SizeIs(4));
    EXPECT_THAT(sink.lines[3], AllOf(HasSubstr("<EventID>16</EventID>"), HasSubstr(">other.xml<"),
                                     HasSubstr(">SHA256=ba7816bf8f01cfea")));
    const RecordBytes later = fileCreate(keyOf(static_cast<uint32_t>(getpid())));
    pipeline.onRecord(later.data(), later.size());
    EXPECT_THAT(sink.lines, SizeIs(4));
    Stats stats;
    pipeline.addStats(stats);
    EXPECT_EQ(stats.configuration, "other.xml");
    EXPECT_THAT(stats.configurationHash, HasSubstr("SHA256=ba7816bf8f01cfea"));

    loaded.configuration.hashAlgorithms = "ROT13";
    loaded.origin.name = "bad.xml";
    EXPECT_THROW(pipeline.configure(loaded), Error);
    EXPECT_THAT(sink.lines, SizeIs(4));
    pipeline.addStats(stats);
    EXPECT_EQ(stats.configuration, "other.xml");
}

TEST_F(SensorPipelineTest, HostNamesAreLookedUpFromTheConfigurationOnThatAsksForThem)
{
    SYSMON_NETWORK_CONNECT record{};
    record.header.process = test::processKey(4711);
    record.protocol = 6;
    for (SYSMON_NETWORK_END* end : {&record.local, &record.remote}) {
        const IpAddress loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1};
        std::ranges::copy(loopback, end->address);
    }
    const RecordBytes connection = makeRecord(record, NetworkConnect);
    pipeline.onRecord(connection.data(), connection.size());
    ASSERT_THAT(sink.lines, SizeIs(1));
    EXPECT_THAT(sink.lines[0], HasSubstr("<Data Name=\"SourceHostname\">-</Data>"));

    LoadedConfiguration loaded{configuration, {}};
    loaded.configuration.dnsLookup = true;
    pipeline.configure(loaded);
    pipeline.onRecord(connection.data(), connection.size());
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (sink.lines.size() < 3 && std::chrono::steady_clock::now() < deadline)
        pipeline.onBatchEnd();
    ASSERT_THAT(sink.lines, SizeIs(3)) << "event 16 and the connection";
    const std::string name =
        askForHostName({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1});
    EXPECT_THAT(sink.lines[2], HasSubstr("<Data Name=\"DestinationHostname\">" +
                                         (name.empty() ? "-" : name) + "</Data>"));
}

TEST_F(SensorPipelineTest, LossesAndDropsAreReported)
{
    pipeline.onLost(LossPlace::Ring, ProcessCreate, 5);
    sink.countDropped(FileCreate);
    sink.countDropped(FileCreate);
    pipeline.onTick();
    ASSERT_THAT(sink.lines, SizeIs(1));
    EXPECT_THAT(sink.lines[0], HasSubstr("5 Process Create"));
    EXPECT_THAT(sink.lines[0], HasSubstr("output did not take: 2 File created."));
    pipeline.onTick();
    pipeline.stop();
    EXPECT_THAT(sink.lines, SizeIs(2)) << "nothing new to tell but the stop";
}

} // namespace
} // namespace sysmon
