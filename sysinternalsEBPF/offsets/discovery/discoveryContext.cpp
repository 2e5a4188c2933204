// SPDX-License-Identifier: MIT
#include "discoveryContext.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <sstream>
#include <sys/prctl.h>

namespace sysinternals {

namespace {

constexpr size_t kTaskBytes = 12u << 10;

const WitnessPlan kEarly{"earlyWitness-a1", 60101, 412347, "/proc/sys/kernel", PR_MCE_KILL_EARLY};
const WitnessPlan kLate{"late-Witness-b2", 60301, 534569, "/proc/sys", PR_MCE_KILL_LATE};

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

/// Sizes of the objects in each slab that has a name of its own; empty if this kernel does not
/// tell.
std::map<std::string, size_t> readSlabs()
{
    std::map<std::string, size_t> sizes;
    std::ifstream slabs("/proc/slabinfo");
    for (std::string line; std::getline(slabs, line);) {
        std::istringstream cells(line);
        std::string name;
        size_t active = 0;
        size_t all = 0;
        size_t bytes = 0;
        if (cells >> name >> active >> all >> bytes) sizes[name] = bytes;
    }
    return sizes;
}

/// Kernels merge slabs with objects of one size, and /proc/slabinfo has one name for all of them
/// (skbuff_head_cache until 4.15); SLUB keeps the others in sysfs. 0 if this kernel does not tell.
size_t mergedSlabBytes(const std::string& name)
{
    size_t bytes = 0;
    std::ifstream("/sys/kernel/slab/" + name + "/slab_size") >> bytes;
    return bytes;
}

} // namespace

DiscoveryContext::DiscoveryContext()
    : self_(memory_.self()), early_(memory_, afterSomeTicks(kEarly)),
      late_(memory_, afterSomeTicks(kLate)), slabBytes_(readSlabs()), taskBytes_(kTaskBytes)
{
    addArchitectureFacts(offsets);
    // Tasks that are known must not be taken for parts of each other either.
    taskBytes_ = bytesOf("task_struct", kTaskBytes);
    const uint64_t tasks[] = {self_.task, early_.first().task, early_.second().task,
                              late_.first().task, late_.second().task};
    for (uint64_t one : tasks)
        for (uint64_t other : tasks)
            if (other > one) taskBytes_ = std::min<size_t>(taskBytes_, other - one);
}

const Dump& DiscoveryContext::at(uint64_t address, size_t bytes)
{
    Dump& dump = dumps_[{address, bytes}];
    if (dump.empty()) dump = memory_.dump(address, bytes).value_or(Dump(bytes));
    return dump;
}

const Dump& DiscoveryContext::task(const TaskIdentity& identity)
{
    return at(identity.task, taskBytes_);
}

uint64_t DiscoveryContext::file(int descriptor)
{
    auto follow = [&](uint64_t from, OffsetId id) {
        return memory_.number(from + place(id)).value_or(0);
    };
    uint64_t files = follow(self_.task, OffsetId::task_struct_files);
    uint64_t slots = follow(follow(files, OffsetId::files_struct_fdt), OffsetId::fdtable_fd);
    return memory_.number(slots + static_cast<uint64_t>(descriptor) * 8).value_or(0);
}

size_t DiscoveryContext::bytesOf(const std::string& slab, size_t most) const
{
    auto found = slabBytes_.find(slab);
    size_t bytes = found == slabBytes_.end() ? mergedSlabBytes(slab) : found->second;
    return bytes == 0 ? most : std::min(bytes, most);
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
