// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon {

/// `base`/`name` without ".", ".." and double slashes, as text only. An absolute name does not leave
/// `base` by "..".
std::string normalizePath(std::string_view base, std::string_view name);

/// As Platform::resolvePath: symbolic links of the directories are followed as the process sees
/// them while it lives; where that is not possible the text is normalised.
std::string resolveProcessPath(uint32_t processId, std::string_view base, std::string_view name);

} // namespace sysmon
