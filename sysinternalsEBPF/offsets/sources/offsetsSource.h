// SPDX-License-Identifier: MIT
#pragma once

#include "libsysinternalsEBPF.h"
#include "offsets.h"
#include "offsetsDiscovery.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace sysinternals {

/// Where offsets may come from.
struct OffsetsSources {
    std::string btfFile;      ///< "" is none
    std::string confFile;     ///< "" is the usual one
    std::string databaseFile; ///< "" is the built-in one
    uint32_t allowed = TELEMETRY_OFFSETS_FROM_ANYWHERE;
    /// Called with what is wrong with a source that is passed over.
    std::function<void(const std::string&)> report;
    /// Called with what is worth knowing and no mistake.
    std::function<void(const std::string&)> note{};
    std::function<Discovered()> discover = discoverOffsets; ///< tests give less than it finds
};

struct ChosenOffsets {
    telemetryOffsets source;
    Offsets offsets; ///< empty for TELEMETRY_OFFSETS_KERNEL_BTF: libbpf reads that itself
};

/// Finds offsets for the running kernel that have `needed` and pass the self-test, in the order of
/// telemetryOffsets. A source that has none for this kernel is passed over in silence, one with a
/// mistake is reported. Throws Failure that says what was tried and how getOffsets helps.
ChosenOffsets chooseOffsets(const OffsetsSources& sources, const std::set<OffsetId>& needed);

} // namespace sysinternals
