// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>

namespace sysmon {

/// If the program was started as a resolver ("-resolver KIND", by ResolverPool): gives up all
/// rights but those of its kind, answers questions until the sensor ends, and returns the exit
/// status. The kinds are "files", "hosts" and "accounts" (users and services). Throws Error.
std::optional<int> runAsResolver(std::span<char* const> arguments);

} // namespace sysmon
