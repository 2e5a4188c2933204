// SPDX-License-Identifier: MIT
#include "ringReader.h"

#include "failure.h"
#include "kernelVersion.h"
#include "libsysinternalsEBPF.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <linux/perf_event.h>
#include <numeric>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

namespace sysinternals {

namespace {

// Waking the reader costs the sending program more than everything else together, so rings wake it
// once in this many records, and it looks by itself at this interval.
constexpr uint32_t kRecordsPerWakeUp = 64;
constexpr int kDrainIntervalMs = 50;

// A host can take the processor away between the moment that a program notes the time and the one
// when it sends; records that young wait for the next pass. What follows from something else is in
// order without it.
constexpr uint64_t kSettleNs = 20'000'000;

// All rings together, and the bounds of one: enough for a burst between two looks on a small
// machine, and no gigabytes on a large one.
constexpr size_t kRingsBytes = 64u << 20;
constexpr size_t kRingMinBytes = 512u << 10;
constexpr size_t kRingMaxBytes = 8u << 20;

/// PERF_RECORD_LOST
struct LostSamples {
    perf_event_header header;
    uint64_t id;
    uint64_t count;
};

size_t ringPages()
{
    size_t cpus = std::max(1, libbpf_num_possible_cpus());
    size_t bytes = std::clamp(kRingsBytes / cpus, kRingMinBytes, kRingMaxBytes);
    return std::bit_floor(bytes / static_cast<size_t>(sysconf(_SC_PAGESIZE)));
}

uint64_t monotonicNs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

/// PERF_RECORD_SAMPLE with PERF_SAMPLE_RAW alone (linux/perf_event.h).
struct RawSample {
    perf_event_header header;
    uint32_t size;
    std::byte data[];
};

} // namespace

RingReader::RingReader(int eventsMap, int lostMap, RecordQueue& queue)
    : lostMap_(lostMap), queue_(queue),
      lostPerCpu_(static_cast<size_t>(std::max(1, libbpf_num_possible_cpus()))),
      lostSoFar_(TELEMETRY_MAX_TYPES)
{
    openRings(eventsMap);
    thread_ = std::thread([this] { run(); });
}

RingReader::~RingReader()
{
    stop();
}

void RingReader::openRings(int eventsMap)
{
    perf_event_attr attributes{};
    attributes.size = sizeof(attributes);
    attributes.type = PERF_TYPE_SOFTWARE;
    attributes.config = PERF_COUNT_SW_BPF_OUTPUT;
    attributes.sample_type = PERF_SAMPLE_RAW;
    attributes.sample_period = kRecordsPerWakeUp;
    attributes.wakeup_events = kRecordsPerWakeUp;

    rings_.reset(
        perf_buffer__new_raw(eventsMap, ringPages(), &attributes, onPerfEvent, this, nullptr));
    if (!rings_)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot open the perf rings: " + errnoText(errno));
}

size_t RingReader::ringBytes()
{
    return ringPages() * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

void RingReader::stop()
{
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

void RingReader::run()
{
    while (!stopping_) {
        epoll_event ready{};
        epoll_wait(perf_buffer__epoll_fd(rings_.get()), &ready, 1, kDrainIntervalMs);
        pass(false);
    }
    pass(true);
}

void RingReader::pass(bool last)
{
    uint64_t begin = monotonicNs();
    perf_buffer__consume(rings_.get());
    countLosses();
    order_.release(last ? UINT64_MAX : begin - kSettleNs, released_);
    queue_.push(released_);
}

/// Before 5.1 a program is not told that the ring was full.
static bool programsSeeLosses()
{
    static const bool see = parseKernelVersion(kernelRelease()) >= TELEMETRY_KERNEL(5, 1, 0);
    return see;
}

enum bpf_perf_event_ret RingReader::onPerfEvent(void* context, int, perf_event_header* event)
{
    auto* reader = static_cast<RingReader*>(context);
    if (event->type == PERF_RECORD_SAMPLE) {
        auto* sample = reinterpret_cast<const RawSample*>(event);
        reader->takeRecord(sample->data, sample->size);
    } else if (event->type == PERF_RECORD_LOST && !programsSeeLosses()) {
        // Elsewhere this tells the same losses as the map does, but not their types.
        reader->queue_.countLost(0, reinterpret_cast<const LostSamples*>(event)->count);
    }
    return LIBBPF_PERF_EVENT_CONT;
}

void RingReader::takeRecord(const void* bytes, size_t size)
{
    // The kernel pads samples. A record that says otherwise cannot have come from our programs, and
    // nothing it says can be believed, so type 0 stands for it.
    // It lies 4 bytes off its alignment in the ring.
    telemetryRecord record{};
    memcpy(&record, bytes, std::min(size, sizeof(record)));
    if (size < sizeof(record) || record.size < sizeof(record) || record.size > size ||
        record.type >= TELEMETRY_MAX_TYPES) {
        queue_.countLost(0, 1);
        return;
    }
    order_.add(Record(bytes, record.size));
}

void RingReader::countLosses()
{
    uint64_t total = readLost(0);
    if (total == lostSoFar_[0]) return;
    lostSoFar_[0] = total;
    for (uint32_t type = 1; type < TELEMETRY_MAX_TYPES; type++) {
        uint64_t lost = readLost(type);
        if (lost != lostSoFar_[type]) queue_.countLost(type, lost - lostSoFar_[type]);
        lostSoFar_[type] = lost;
    }
}

uint64_t RingReader::readLost(uint32_t type)
{
    if (bpf_map_lookup_elem(lostMap_, &type, lostPerCpu_.data()) != 0) return lostSoFar_[type];
    return std::accumulate(lostPerCpu_.begin(), lostPerCpu_.end(), uint64_t{0});
}

} // namespace sysinternals
