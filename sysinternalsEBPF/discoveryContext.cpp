// SPDX-License-Identifier: MIT
#include "discoveryContext.h"

#include <ctime>

namespace sysinternals {

namespace {

constexpr size_t kTaskBytes = 12u << 10;

const WitnessPlan kEarly{"earlyWitness-a1", 60101, 412347, "/proc/sys/kernel"};
const WitnessPlan kLate{"late-Witness-b2", 60301, 534569, "/proc/sys"};

/// Lets the clock of /proc, which counts ticks, go on, so that witnesses differ in it.
void waitForTicks(int ticks)
{
    timespec start{};
    clock_gettime(CLOCK_BOOTTIME, &start);
    for (timespec now = start;; clock_gettime(CLOCK_BOOTTIME, &now)) {
        int64_t ns = (now.tv_sec - start.tv_sec) * 1'000'000'000ll + now.tv_nsec - start.tv_nsec;
        if (ns > ticks * static_cast<int64_t>(nsPerTick())) return;
        timespec rest{0, 1'000'000};
        nanosleep(&rest, nullptr);
    }
}

const WitnessPlan& afterSomeTicks(const WitnessPlan& plan)
{
    waitForTicks(3);
    return plan;
}

} // namespace

DiscoveryContext::DiscoveryContext()
    : self_(memory_.self()), early_(memory_, afterSomeTicks(kEarly)),
      late_(memory_, afterSomeTicks(kLate))
{
    addArchitectureFacts(offsets);
}

const Dump& DiscoveryContext::at(uint64_t address, size_t bytes)
{
    Dump& dump = dumps_[address];
    if (dump.size() < bytes) dump = memory_.dump(address, bytes).value_or(Dump(bytes));
    return dump;
}

const Dump& DiscoveryContext::task(const TaskIdentity& identity)
{
    return at(identity.task, kTaskBytes);
}

uint32_t DiscoveryContext::takeOnly(OffsetId id, const std::vector<uint32_t>& candidates)
{
    if (candidates.size() != 1) throw NotFound{id, candidates.size()};
    offsets.setByte(id, candidates[0]);
    return candidates[0];
}

uint32_t DiscoveryContext::takeByOrder(OffsetId id, uint32_t offset, size_t candidates)
{
    offsets.setByte(id, offset);
    if (candidates > 1) notes[id] = "one of " + std::to_string(candidates) + ", by order";
    return offset;
}

} // namespace sysinternals
