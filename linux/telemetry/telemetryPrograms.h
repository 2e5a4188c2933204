// SPDX-License-Identifier: MIT
//
// Which BPF programs there are, for which kernels, and where they belong.
#pragma once

#include "libsysinternalsEBPF.h"
#include "rules.h"

#include <array>
#include <span>

namespace sysmon {

/// One entry per kernel range, the best first.
std::span<const telemetryObject> telemetryObjects();

using ActiveCalls = std::array<bool, TELEMETRY_MAX_CALLS>;

/// The system calls and pseudo calls that must be watched so that every event that `rules` can
/// include is seen, and nothing more.
ActiveCalls SetActiveSyscalls(const RuleSet& rules);

} // namespace sysmon
