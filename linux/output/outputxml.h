// SPDX-License-Identifier: MIT
//
// One event as one line of XML.
#pragma once

#include "lineOutput.h"

namespace sysmon {

/// A FormatEvent: encodeXml() of sysmonCommon/lines.
void FormatSyslogString(Event& event, const EventSystem& system, std::string& ret_line);

} // namespace sysmon
