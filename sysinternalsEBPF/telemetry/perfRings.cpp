// SPDX-License-Identifier: MIT
#include "perfRings.h"

#include "failure.h"
#include "kernelVersion.h"
#include "libbpfLog.h"
#include "libsysinternalsEBPF.h"
#include "ringBuffer.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

namespace sysinternals {

namespace {

// Waking the reader costs the sending program more than everything else together, so rings wake it
// once in this many records, and it looks by itself at this interval.
constexpr uint32_t kRecordsPerWakeUp = 64;
constexpr int kDrainIntervalMs = 50;

constexpr uint32_t kKicksPerWakeUp = 1;

constexpr uint64_t kCheckIntervalNs = 500'000'000;

constexpr size_t kRingMinBytes = 512u << 10;

/// PERF_RECORD_LOST
struct LostSamples {
    perf_event_header header;
    uint64_t id;
    uint64_t count;
};

/// PERF_RECORD_SAMPLE with PERF_SAMPLE_RAW alone (linux/perf_event.h).
struct RawSample {
    perf_event_header header;
    uint32_t size;
    std::byte data[];
};

size_t pageBytes()
{
    return static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

/// A power of two of pages.
size_t bytesOfEachRing(size_t processors)
{
    const size_t bytes = std::max(ringBytesFor(processors) / processors, kRingMinBytes);
    return std::bit_floor(bytes / pageBytes()) * pageBytes();
}

/// Before 5.1 a program is not told that the ring was full.
bool programsSeeLosses()
{
    static const bool see = parseKernelVersion(kernelRelease()) >= TELEMETRY_KERNEL(5, 1, 0);
    return see;
}

/// How long the kernel had it in use.
uint64_t runningTime(perf_buffer* ring)
{
    struct {
        uint64_t count;
        uint64_t running;
    } times{};
    const ssize_t size = read(perf_buffer__buffer_fd(ring, 0), &times, sizeof times);
    return size == sizeof times ? times.running : 0;
}

/// Whether the kernel puts records into it: its time goes on.
bool isAlive(perf_buffer* ring)
{
    const uint64_t before = runningTime(ring);
    return runningTime(ring) > before;
}

} // namespace

PerfRings::PerfRings(int eventsMap, int kicksMap)
    : eventsMap_(eventsMap), kicksMap_(kicksMap), online_("online"),
      ringBytes_(bytesOfEachRing(online_.processors().size())),
      wakeUps_(epoll_create1(EPOLL_CLOEXEC))
{
    if (wakeUps_.get() < 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot create an epoll: " + errnoText(errno));
    openRings();
    if (rings_.empty())
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot open the perf rings: " + errnoText(errno));
}

/// Of processors that are online and have none.
void PerfRings::openRings()
{
    for (const int processor : online_.processors()) {
        if (rings_.contains(processor)) continue;
        Ring ring = openRing(processor);
        if (ring.records && ring.kicks) rings_.emplace(processor, std::move(ring));
    }
}

PerfRings::Ring PerfRings::openRing(int processor)
{
    return {openBuffer(eventsMap_, ringBytes_, kRecordsPerWakeUp, processor),
            openBuffer(kicksMap_, pageBytes(), kKicksPerWakeUp, processor)};
}

PerfBuffer PerfRings::openBuffer(int map, size_t bytes, uint32_t recordsPerWakeUp, int processor)
{
    perf_event_attr attributes{};
    attributes.size = sizeof(attributes);
    attributes.type = PERF_TYPE_SOFTWARE;
    attributes.config = PERF_COUNT_SW_BPF_OUTPUT;
    attributes.sample_type = PERF_SAMPLE_RAW;
    attributes.sample_period = recordsPerWakeUp;
    attributes.wakeup_events = recordsPerWakeUp;
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_RUNNING;

    perf_buffer_raw_opts options{};
    options.sz = sizeof(options);
    options.cpu_cnt = 1;
    options.cpus = &processor;
    options.map_keys = &processor;
    LibbpfLog log; // a processor that just went offline is no failure
    PerfBuffer buffer(
        perf_buffer__new_raw(map, bytes / pageBytes(), &attributes, onPerfEvent, this, &options));
    if (!buffer) return buffer;
    const int descriptor = perf_buffer__buffer_fd(buffer.get(), 0);
    epoll_event event{.events = EPOLLIN, .data = {}};
    if (epoll_ctl(wakeUps_.get(), EPOLL_CTL_ADD, descriptor, &event) != 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot wait for records: " + errnoText(errno));
    return buffer;
}

bool PerfRings::drain(RecordTaker& taker)
{
    for (const auto& [processor, ring] : rings_)
        drainRing(ring, &taker);
    const bool changed = online_.hasChanged();
    if (isTimeToCheck() || changed) replaceRings(taker);
    return true;
}

bool PerfRings::isTimeToCheck()
{
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const uint64_t nowNs =
        static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
    if (nowNs < nextCheckNs_) return false;
    nextCheckNs_ = nowNs + kCheckIntervalNs;
    return true;
}

void PerfRings::replaceRings(RecordTaker& taker)
{
    std::erase_if(rings_, [&](const auto& each) {
        const auto& [processor, ring] = each;
        if (std::ranges::binary_search(online_.processors(), processor) &&
            isAlive(ring.records.get()))
            return false;
        drainRing(ring, &taker);
        return true;
    });
    openRings();
}

void PerfRings::drainRing(const Ring& ring, RecordTaker* taker)
{
    taker_ = taker;
    perf_buffer__consume(ring.records.get());
    taker_ = nullptr;
    perf_buffer__consume(ring.kicks.get());
}

int PerfRings::idleTimeoutMs() const
{
    return kDrainIntervalMs;
}

enum bpf_perf_event_ret PerfRings::onPerfEvent(void* context, int, perf_event_header* event)
{
    RecordTaker* const records = static_cast<PerfRings*>(context)->taker_;
    if (!records) return LIBBPF_PERF_EVENT_CONT; // a kick
    RecordTaker& taker = *records;
    if (event->type == PERF_RECORD_SAMPLE) {
        auto* sample = reinterpret_cast<const RawSample*>(event);
        taker.takeRecord(sample->data, sample->size);
    } else if (event->type == PERF_RECORD_LOST && !programsSeeLosses()) {
        // Elsewhere this tells the same losses as the map does, but not their types.
        taker.takeLost(reinterpret_cast<const LostSamples*>(event)->count);
    }
    return LIBBPF_PERF_EVENT_CONT;
}

} // namespace sysinternals
