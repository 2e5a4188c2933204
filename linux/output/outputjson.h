// SPDX-License-Identifier: MIT
//
// One event as one line of JSON, with the names that XML has.
#pragma once

#include "eventLine.h"

namespace sysmon {

/// A FormatEvent: {"Event":{"System":{…},"EventData":{"RuleName":"-",…}}}. Numbers and booleans are
/// such, all else is a string; what a byte that is no text becomes is the same as in XML.
void FormatJsonString(Event& event, const EventSystem& system, std::string& ret_line);

/// Appends `text` as a JSON string.
void appendJsonText(std::string_view text, std::string& ret_line);

} // namespace sysmon
