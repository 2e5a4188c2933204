// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>
#include <string_view>

namespace sysmon {

/// Writes the manifest of `version` ("4.81"; empty: the current one; "all": every one). Throws
/// UsageError if there is no such version.
void printSchema(std::string_view version, std::ostream& out);

} // namespace sysmon
