// SPDX-License-Identifier: MIT
#include "ringReader.h"

#include "failure.h"
#include "libsysinternalsEBPF.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

namespace sysinternals {

namespace {

// A host can take the processor away between the moment that a program notes the time and the one
// when it sends; records that young wait for the next pass. What follows from something else is in
// order without it, and so are urgent records.
constexpr uint64_t kSettleNs = 20'000'000;

// How long records gather after the first one.
constexpr uint64_t kGatherNs = kSettleNs;

// Urgent records wake the reader at once, but not more often than that.
constexpr int kRestMs = 1;

constexpr int kLastTries = 50;

constexpr uint64_t kNsPerMs = 1'000'000;

uint64_t monotonicNs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

FileDescriptor madeDescriptor(int descriptor, const char* what)
{
    if (descriptor < 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      std::string("cannot create an ") + what + ": " + errnoText(errno));
    return FileDescriptor(descriptor);
}

void watch(int wakeUps, int descriptor)
{
    epoll_event event{.events = EPOLLIN | EPOLLET, .data = {}};
    if (epoll_ctl(wakeUps, EPOLL_CTL_ADD, descriptor, &event) != 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot wait for records: " + errnoText(errno));
}

} // namespace

RingReader::RingReader(std::unique_ptr<RecordSource> source, int lostMap, RecordQueue& queue)
    : lost_(lostMap), queue_(queue), source_(std::move(source)),
      stopEvent_(madeDescriptor(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")),
      wakeUps_(madeDescriptor(epoll_create1(EPOLL_CLOEXEC), "epoll"))
{
    watch(wakeUps_.get(), source_->descriptor());
    watch(wakeUps_.get(), stopEvent_.get());
    thread_ = std::thread([this] { run(); });
}

RingReader::~RingReader()
{
    stop();
}

void RingReader::stop()
{
    if (!thread_.joinable()) return;
    stopping_ = true;
    const uint64_t one = 1;
    [[maybe_unused]] ssize_t written = write(stopEvent_.get(), &one, sizeof(one)); // cannot fail
    thread_.join();
}

void RingReader::run()
{
    while (!stopping_) {
        wait();
        pass(false);
    }
    // Nothing begins any more; what has begun may take a moment.
    for (int tries = 0; !pass(true) && tries < kLastTries; tries++)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

/// Until the kernel wakes the reader, records have gathered long enough, or it is to stop.
void RingReader::wait()
{
    int timeoutMs = source_->idleTimeoutMs();
    if (gatherUntilNs_ != 0) {
        const uint64_t now = monotonicNs();
        const uint64_t left = gatherUntilNs_ > now ? gatherUntilNs_ - now : 0;
        timeoutMs = static_cast<int>((left + kNsPerMs - 1) / kNsPerMs);
    }
    epoll_event ready{};
    epoll_wait(wakeUps_.get(), &ready, 1, timeoutMs);
}

void RingReader::rest() const
{
    pollfd stop{stopEvent_.get(), POLLIN, 0};
    poll(&stop, 1, kRestMs);
}

/// Takes what is there. Returns whether that is all that was begun before.
bool RingReader::pass(bool last)
{
    const uint64_t begin = monotonicNs();
    anyCame_ = false;
    urgentNs_ = 0;
    const bool complete = source_->drain(*this);
    lost_.takeNew([this](uint32_t type, uint64_t count) { queue_.countLost(type, count); });
    if (last)
        watermarkNs_ = UINT64_MAX;
    else if (complete)
        watermarkNs_ = std::max({watermarkNs_, urgentNs_ + 1, begin - kSettleNs});
    order_.release(watermarkNs_, released_);
    queue_.push(released_);
    gather(begin, complete);
    if (urgentNs_ != 0 && !last) rest();
    return complete;
}

/// Decides whether to go on gathering. What was read stays in the ring until then, so that the
/// kernel wakes the reader only for what is urgent or much.
void RingReader::gather(uint64_t now, bool complete)
{
    if (gatherUntilNs_ == 0) {
        if (!anyCame_) return;
        gatherUntilNs_ = now + kGatherNs;
    }
    if (now < gatherUntilNs_ && !source_->needsRoom()) return;
    const bool more = source_->giveBack();
    gatherUntilNs_ = more || !complete || !order_.empty() ? now + kGatherNs : 0;
}

void RingReader::takeRecord(const void* bytes, size_t size)
{
    // A record that says it is longer than what came cannot have come from our programs, and
    // nothing it says can be believed, so type 0 stands for it. The kernel pads what perf rings
    // hold, and lays it 4 bytes off its alignment.
    telemetryRecord record{};
    memcpy(&record, bytes, std::min(size, sizeof(record)));
    if (size < sizeof(record) || record.size < sizeof(record) || record.size > size ||
        record.type >= TELEMETRY_MAX_TYPES) {
        queue_.countLost(0, 1);
        return;
    }
    anyCame_ = true;
    if (record.flags & TELEMETRY_RECORD_URGENT) urgentNs_ = std::max(urgentNs_, record.timeNs);
    order_.add(Record(bytes, record.size));
}

} // namespace sysinternals
