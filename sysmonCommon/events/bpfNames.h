// SPDX-License-Identifier: MIT
//
// The names of bpf(2)'s numbers, as its interface defines them for good.
#pragma once

#include <cstdint>
#include <string_view>

namespace sysmon {

/// Empty for what has no name here.
std::string_view bpfCommandName(uint32_t command);
std::string_view bpfProgramTypeName(uint32_t type);

} // namespace sysmon
