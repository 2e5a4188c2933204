// SPDX-License-Identifier: MIT
#pragma once

#include "platform.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon {

/// `path` without ".", ".." and double slashes, as text only; ".." at the root stays there.
std::string normalizePath(std::string_view path);

/// As Platform::resolvePath: symbolic links of the directories are followed as the process sees
/// them while it lives; where that is not possible the text is normalised.
ResolvedPath resolveProcessPath(uint32_t processId, std::string_view base, std::string_view name);

} // namespace sysmon
