// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace sysmon {

/// Files of package/ that -i writes: part of the program, so that it needs none beside it.
std::string_view systemdUnit();
std::string_view initScript();

} // namespace sysmon
