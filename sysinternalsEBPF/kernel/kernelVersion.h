// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace sysinternals {

/// "6.1.0-18-amd64" as TELEMETRY_KERNEL(6, 1, 0); 0 if it does not start with two numbers.
uint64_t parseKernelVersion(const std::string& release);

/// The running kernel's release, as uname -r prints it.
std::string kernelRelease();

} // namespace sysinternals
