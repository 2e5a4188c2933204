// SPDX-License-Identifier: MIT
//
// A million events in one process: once everything that is remembered has reached its bound, memory
// stays as it is, and LeakSanitizer finds nothing at the end.
#include "recording.h"
#include "replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <unistd.h>

namespace sysmon::test {
namespace {

constexpr int million = 1'000'000;
constexpr int steps = 20;
constexpr int warmSteps = 10;
constexpr uint64_t slackKiB = 1024;

uint64_t residentKiB()
{
    FILE* const file = fopen("/proc/self/statm", "re");
    unsigned long all = 0, resident = 0;
    if (fscanf(file, "%lu %lu", &all, &resident) != 2) resident = 0;
    fclose(file);
    return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 1024;
}

/// Flows are remembered for half an hour: as many as there can be.
void fillNetworkTracker(SensorPipeline& pipeline, Recording& recording)
{
    const auto isFlow = [](RecordWords& record) {
        return headerOf(record).eventType == NetworkConnect;
    };
    const auto recorded = std::ranges::find_if(recording.records(), isFlow);
    if (recorded == recording.records().end()) return;
    RecordWords flow = *recorded;
    auto& record = reinterpret_cast<SYSMON_NETWORK_CONNECT&>(headerOf(flow));
    for (size_t i = 0; i < NetworkTracker::maxFlows + 10; ++i) {
        record.remote.port = static_cast<uint16_t>(i);
        record.remote.address[15] = static_cast<uint8_t>(i >> 16);
        pipeline.onRecord(&record, record.header.eventSize);
    }
}

TEST(PipelineMemory, IsFlatOverAMillionEvents)
{
    if (geteuid() != 0) GTEST_SKIP() << "recording events needs root";
    Recording recording;
    NullSink sink;
    const Configuration configuration = logEverything();
    SensorPipeline pipeline(configuration, sink, {});
    pipeline.start();
    fillNetworkTracker(pipeline, recording);
    uint64_t warm = 0, last = 0;
    printf("%zu recorded records, played again and again\n  events  resident KiB\n",
           recording.size());
    for (int step = 1; step <= steps; ++step) {
        for (int i = 0; i < million / steps; ++i) {
            const SYSMON_EVENT_HEADER* record = recording.next();
            pipeline.onRecord(record, record->eventSize);
        }
        pipeline.onBatchEnd();
        last = residentKiB();
        if (step == warmSteps) warm = last;
        printf("%8d  %12lu\n", step * million / steps, static_cast<unsigned long>(last));
    }
    EXPECT_LE(last, warm + slackKiB);
    EXPECT_GT(sink.lines, uint64_t{million} / 2) << "they were events";
    pipeline.stop();
}

} // namespace
} // namespace sysmon::test
