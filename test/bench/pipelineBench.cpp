// SPDX-License-Identifier: MIT
//
// What an event costs in user space: recorded records through the whole pipeline, all of them
// included and formatted, into a sink that does nothing. Needs root to record them.
#include "recording.h"
#include "replay.h"

#include "linuxTypes.h"

#include <benchmark/benchmark.h>

namespace sysmon::test {
namespace {

/// What an event may cost, in microseconds of CPU time.
constexpr double targetOfFiles = 6;
constexpr double targetOfProcesses = 25;

void play(benchmark::State& state, Recording& recording, double target)
{
    NullSink sink;
    const Configuration configuration = logEverything();
    SensorPipeline pipeline(configuration, sink, {});
    pipeline.start();
    for (auto _ : state) {
        const SYSMON_EVENT_HEADER* record = recording.next();
        pipeline.onRecord(record, record->eventSize);
    }
    state.counters["lines"] =
        benchmark::Counter(static_cast<double>(sink.lines), benchmark::Counter::kAvgIterations);
    state.counters["bytes"] =
        benchmark::Counter(static_cast<double>(sink.bytes), benchmark::Counter::kAvgIterations);
    if (target > 0) state.counters["target_us"] = target;
}

void events(benchmark::State& state, uint16_t eventType, double target, bool looksUp = false)
{
    Recording recording;
    recording.keepOnly(eventType, looksUp);
    play(state, recording, target);
}

void mixed(benchmark::State& state)
{
    Recording recording;
    play(state, recording, 0);
}

void eventsLookedUp(benchmark::State& state, uint16_t eventType)
{
    events(state, eventType, 0, true);
}

BENCHMARK_CAPTURE(events, FileCreate, FileCreate, targetOfFiles)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(events, ProcessCreate, ProcessCreate, targetOfProcesses)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(events, ProcessTerminate, ProcessTerminate, targetOfProcesses)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(events, NetworkConnect, NetworkConnect, 0)->Unit(benchmark::kMicrosecond);
// Where no programs may be on kernel functions:
BENCHMARK_CAPTURE(eventsLookedUp, FileCreate, FileCreate)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(eventsLookedUp, FileDelete, FileDelete)->Unit(benchmark::kMicrosecond);
BENCHMARK(mixed)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace sysmon::test

BENCHMARK_MAIN();
