// SPDX-License-Identifier: MIT
#pragma once

#include "loggedEvent.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sysmon::e2e {

/// What the events of one run must agree with.
struct RunFrame {
    uint32_t daemonProcessId;
    std::string computer;
    uint64_t beganNs; ///< nanoseconds since 1970
    uint64_t endedNs;
};

/// What must hold of all events of a run together: numbers, times, order, nothing of the daemon
/// itself, no error events, Started once and Stopped last. A text for each thing that does not.
std::vector<std::string> checkRun(const std::vector<LoggedEvent>& events, const RunFrame& frame);

} // namespace sysmon::e2e
