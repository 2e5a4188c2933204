// SPDX-License-Identifier: MIT
#pragma once

#include "eventLine.h"

#include <string_view>
#include <vector>

namespace sysmon::e2e {

/// Name and text of each EventData/Data, as libxml2 reads them; it must have nothing to complain
/// about. Throws LineError.
std::vector<LoggedField> readDataElements(std::string_view line);

} // namespace sysmon::e2e
