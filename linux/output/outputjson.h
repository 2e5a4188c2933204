// SPDX-License-Identifier: MIT
//
// One event as one line of JSON, with the names that XML has.
#pragma once

#include "eventLine.h"

namespace sysmon {

/// A FormatEvent: {"Event":{"System":{…},"EventData":{"RuleName":"-",…}}}. Numbers and booleans
/// have their own types, all else is a string; bytes that are not text become the same as in XML.
void FormatJsonString(Event& event, const EventSystem& system, std::string& ret_line);

/// Appends `text` as a JSON string.
void appendJsonText(std::string_view text, std::string& ret_line);

} // namespace sysmon
