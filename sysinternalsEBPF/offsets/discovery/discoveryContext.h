// SPDX-License-Identifier: MIT
#pragma once

#include "failure.h"
#include "kernelMemory.h"
#include "offsets.h"
#include "search.h"
#include "witnessProcess.h"

#include <map>
#include <string>
#include <utility>

namespace sysinternals {

/// What the steps of discovery share: the kernel's memory, the witnesses, and what is known so far.
/// A step that cannot go on throws NotFound and leaves the rest to the others.
class DiscoveryContext {
public:
    DiscoveryContext();

    KernelMemory& memory() { return memory_; }
    const TaskIdentity& self() const { return self_; }
    WitnessProcess& early() { return early_; }
    WitnessProcess& late() { return late_; }
    std::vector<WitnessProcess*> processes() { return {&early_, &late_}; }

    /// Memory at `address`, read once and remembered; zeros if there is none.
    const Dump& at(uint64_t address, size_t bytes);
    /// Forgets what was read, because it may have changed.
    void forgetMemory() { dumps_.clear(); }
    /// How many bytes of a structure to search: what the kernel's slab allocator says that it has,
    /// but at most `most`. Behind it often lies another of the kind, with the same values.
    size_t bytesOf(const std::string& slab, size_t most) const;
    /// The struct file behind a descriptor of this process, read anew; 0 if there is none. Throws
    /// Failure as long as the descriptor table has not been found.
    uint64_t file(int descriptor);
    /// The whole task_struct.
    const Dump& task(const TaskIdentity& identity);

    Offsets offsets;
    /// "by order" for what several members had in common, so that the known order decided.
    std::map<OffsetId, std::string> notes;

    /// Takes the only candidate. Throws NotFound if there is not exactly one.
    uint32_t takeOnly(OffsetId id, const std::vector<uint32_t>& candidates);
    /// Takes a candidate that the order of members, which no kernel has changed, tells from the
    /// others.
    uint32_t takeByOrder(OffsetId id, uint32_t offset, size_t candidates);
    uint32_t place(OffsetId id) const { return offsets.byte(id); }

private:
    KernelMemory memory_;
    TaskIdentity self_;
    WitnessProcess early_;
    WitnessProcess late_;
    std::map<std::pair<uint64_t, size_t>, Dump> dumps_; ///< by address and size
    std::map<std::string, size_t> slabBytes_;
    size_t taskBytes_;
};

struct NotFound {
    OffsetId id;
    size_t candidates;
};

/// The steps. Each fills in context.offsets what it finds; the later ones use what the earlier
/// found.
void discoverTask(DiscoveryContext& context);
void discoverFiles(DiscoveryContext& context);
void discoverSockets(DiscoveryContext& context);
/// Uses the place of file.private_data.
void discoverPrograms(DiscoveryContext& context);
/// Ends a witness's first thread, so it goes last.
void discoverSignal(DiscoveryContext& context);

/// Runs a part of a step; what it cannot find stays unknown.
template <typename Part>
void attempt(Part part)
{
    try {
        part();
    } catch (const NotFound&) {
    } catch (const Failure& failure) {
        // something that it builds on was not found
        if (failure.result() != TELEMETRY_NO_OFFSETS) throw;
    }
}

} // namespace sysinternals
