// SPDX-License-Identifier: MIT
//
// A million events in one process: once everything that is remembered has reached its bound, memory
// stays as it is, and LeakSanitizer finds nothing at the end.
#include "recording.h"
#include "replay.h"

#include "linuxTypes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace sysmon::test {
namespace {

constexpr int million = 1'000'000;
constexpr int steps = 20;
constexpr int warmSteps = 4;
constexpr uint64_t slackKiB = 1024;

// What is full stays full: the million are over before the cache forgets a process by its age.
static_assert(million * Recording::paceNs < ProcessCache::Limits{}.keepExitedNs);
static_assert(million * Recording::paceNs < NetworkTracker::flowNs);

uint64_t residentKiB()
{
    FILE* const file = fopen("/proc/self/statm", "re");
    unsigned long all = 0, resident = 0;
    if (fscanf(file, "%lu %lu", &all, &resident) != 2) resident = 0;
    fclose(file);
    return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

/// What is remembered, by the names that -stats has for it.
std::map<std::string, CacheStats> caches(SensorPipeline& pipeline)
{
    pipeline.onBatchEnd();
    Stats stats;
    pipeline.addStats(stats);
    std::map<std::string, CacheStats> result;
    for (const CacheStats& cache : stats.caches)
        result[std::string(cache.name)] = cache;
    return result;
}

/// The first recorded one of a type.
RecordWords recorded(Recording& recording, uint16_t eventType)
{
    const auto isIt = [&](RecordWords& record) { return headerOf(record).eventType == eventType; };
    const auto found = std::ranges::find_if(recording.records(), isIt);
    if (found == recording.records().end()) throw std::runtime_error("no such event was recorded");
    return *found;
}

/// Processes are remembered for a minute after their end: as many as there can be.
void fillProcessCache(SensorPipeline& pipeline, Recording& recording, uint64_t limit)
{
    RecordWords life[] = {recorded(recording, LinuxProcessFork), recorded(recording, ProcessCreate),
                          recorded(recording, ProcessTerminate)};
    const uint64_t startTimeNs = headerOf(life[0]).process.startTimeNs;
    for (uint64_t i = 0; i < limit; ++i) {
        const uint32_t processId = recording.unusedProcessId();
        for (RecordWords& record : life) {
            SYSMON_EVENT_HEADER& header = headerOf(record);
            header.process.processId = header.process.threadId = processId;
            header.process.startTimeNs = startTimeNs;
            pipeline.onRecord(&header, header.eventSize);
        }
    }
}

/// Flows are remembered for half an hour: as many as there can be.
void fillNetworkTracker(SensorPipeline& pipeline, Recording& recording, uint64_t limit)
{
    RecordWords flow = recorded(recording, NetworkConnect);
    auto& record = reinterpret_cast<SYSMON_NETWORK_CONNECT&>(headerOf(flow));
    for (uint64_t i = 0; i < limit + 10; ++i) {
        record.remote.port = static_cast<uint16_t>(i);
        record.remote.address[15] = static_cast<uint8_t>(i >> 16);
        pipeline.onRecord(&record, record.header.eventSize);
    }
}

/// Few processes fill slowly what remembers processes, so that what they do is not enough for it.
class PipelineMemory : public testing::TestWithParam<RecordedWork> {};

INSTANTIATE_TEST_SUITE_P(Of, PipelineMemory,
                         testing::Values(RecordedWork{},
                                         RecordedWork{.programs = 2, .filesPerProgram = 150}),
                         [](const auto& info) {
                             return std::to_string(info.param.programs) + "Programs";
                         });

TEST_P(PipelineMemory, IsFlatOverAMillionEvents)
{
    if (geteuid() != 0) GTEST_SKIP() << "recording events needs root";
    Recording recording(GetParam());
    NullSink sink;
    const Configuration configuration = logEverything();
    SensorPipeline pipeline(configuration, sink, {});
    pipeline.start();
    const auto limits = caches(pipeline);
    fillProcessCache(pipeline, recording, limits.at("processes").limitEntries);
    fillNetworkTracker(pipeline, recording, limits.at("network flows").limitEntries);
    for (const char* const name : {"processes", "network flows"})
        EXPECT_EQ(caches(pipeline).at(name).entries, limits.at(name).limitEntries) << name;

    const uint64_t linesBefore = sink.lines;
    uint64_t warm = 0, last = 0;
    std::map<std::string, CacheStats> warmCaches;
    printf("%zu recorded records, played again and again\n  events  resident KiB\n",
           recording.size());
    for (int step = 1; step <= steps; ++step) {
        for (int i = 0; i < million / steps; ++i) {
            const SYSMON_EVENT_HEADER* record = recording.next();
            pipeline.onRecord(record, record->eventSize);
        }
        pipeline.onBatchEnd();
        last = residentKiB();
        if (step == warmSteps) {
            warm = last;
            warmCaches = caches(pipeline);
        }
        printf("%8d  %12lu\n", step * million / steps, static_cast<unsigned long>(last));
    }
    for (const auto& [name, cache] : caches(pipeline))
        EXPECT_EQ(cache.entries, warmCaches[name].entries) << name << " was not full";
    EXPECT_LE(last, warm + slackKiB);
    EXPECT_GT(sink.lines - linesBefore, uint64_t{million} / 2) << "they were events";
    pipeline.stop();
}

} // namespace
} // namespace sysmon::test
