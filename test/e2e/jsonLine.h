// SPDX-License-Identifier: MIT
#pragma once

#include "eventLine.h"

#include <string_view>

namespace sysmon::e2e {

/// A line of JSON, as nlohmann::json reads it: it must have the members of the documented form and
/// the fields of the schema in their order, numbers as numbers. Throws LineError.
LoggedEvent parseJsonLine(std::string_view line);

} // namespace sysmon::e2e
