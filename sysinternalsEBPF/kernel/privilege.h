// SPDX-License-Identifier: MIT
#pragma once

#include "failure.h"

#include <string>

namespace sysinternals {

/// Why the kernel refused to load `what`, as far as can be told: lockdown, a missing capability,
/// the memory limit of old kernels, or `reason`, the verifier's words. Each has a text of its own
/// that says what to do.
Failure loadFailure(const std::string& what, int error, const std::string& reason);

/// The active mode in the text of /sys/kernel/security/lockdown ("none [integrity]
/// confidentiality"): "integrity"; "" if there is none.
std::string activeLockdown(const std::string& text);

} // namespace sysinternals
