// SPDX-License-Identifier: MIT
#include "recordQueue.h"

#include "failure.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/eventfd.h>

namespace sysinternals {

Record::Record(const void* bytes, size_t size)
    : bytes_(std::make_unique_for_overwrite<std::byte[]>(size))
{
    memcpy(bytes_.get(), bytes, size);
}

RecordQueue::RecordQueue(size_t limitBytes)
    : limitBytes_(limitBytes), wakeUp_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
{
    if (wakeUp_.get() < 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot create an eventfd: " + errnoText(errno));
}

void RecordQueue::push(std::span<Record> records)
{
    if (records.empty()) return;
    {
        std::lock_guard lock(mutex_);
        for (Record& record : records) {
            size_t size = record->size;
            if (bytes_ + size > limitBytes_) {
                lostHere_[record->type]++;
                hasLost_ = true;
                continue;
            }
            bytes_ += size;
            records_.push_back(std::move(record));
        }
        mostBytes_ = std::max(mostBytes_, bytes_);
    }
    wake();
}

void RecordQueue::countLost(uint32_t type, uint64_t count)
{
    {
        std::lock_guard lock(mutex_);
        lostAtRing_[type] += count;
        hasLost_ = true;
    }
    wake();
}

void RecordQueue::wake()
{
    uint64_t one = 1;
    // It can only fail because the count is at its limit, and then the waiter wakes anyway.
    [[maybe_unused]] ssize_t written = write(wakeUp_.get(), &one, sizeof(one));
}

void RecordQueue::take(Batch& ret_batch, int timeoutMs)
{
    ret_batch.records.clear();
    ret_batch.lost.clear();

    pollfd waiting{wakeUp_.get(), POLLIN, 0};
    if (poll(&waiting, 1, timeoutMs) > 0) {
        uint64_t count = 0;
        [[maybe_unused]] ssize_t got = read(wakeUp_.get(), &count, sizeof(count));
    }

    std::lock_guard lock(mutex_);
    std::swap(records_, ret_batch.records);
    bytes_ = 0;
    if (!hasLost_) return;
    takeLost(TELEMETRY_LOST_AT_RING, lostAtRing_, ret_batch.lost);
    takeLost(TELEMETRY_LOST_AT_QUEUE, lostHere_, ret_batch.lost);
    hasLost_ = false;
}

void RecordQueue::takeLost(telemetryLossPlace place, Counts& counts,
                           std::vector<LostRecords>& ret_lost)
{
    for (uint32_t type = 0; type < counts.size(); type++)
        if (counts[type]) ret_lost.push_back({place, type, counts[type]});
    counts.fill(0);
}

RecordQueue::Depth RecordQueue::depth()
{
    std::lock_guard lock(mutex_);
    return {records_.size(), bytes_, mostBytes_, limitBytes_};
}

} // namespace sysinternals
