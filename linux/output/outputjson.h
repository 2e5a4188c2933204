// SPDX-License-Identifier: MIT
//
// One event as one line of JSON, with the names that XML has.
#pragma once

#include "lineOutput.h"

namespace sysmon {

/// A FormatEvent: encodeJson() of sysmonCommon/lines.
void FormatJsonString(Event& event, const EventSystem& system, std::string& ret_line);

} // namespace sysmon
