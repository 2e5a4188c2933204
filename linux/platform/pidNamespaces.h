// SPDX-License-Identifier: MIT
//
// A process in a container numbers processes in its own way and has a procfs of its own.
#pragma once

#include <cstdint>

namespace sysmon {

/// As Platform::resolveProcessId.
uint32_t processOfNumber(uint32_t callerId, uint32_t id);

/// As Platform::isProcFileSystem.
bool isProcFileSystem(uint32_t processId, uint32_t device);

} // namespace sysmon
