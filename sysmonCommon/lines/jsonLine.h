// SPDX-License-Identifier: MIT
//
// One event as one line of JSON, with the names that XML has:
// {"Event":{"System":{…},"EventData":{"RuleName":"-",…}}}.
#pragma once

#include "decodedEvent.h"
#include "event.h"
#include "eventSystem.h"

#include <string>
#include <string_view>

namespace sysmon {

/// As encodeXml(). Numbers and booleans are such, all else is a string; what a byte that is no text
/// becomes is the same as in XML.
void encodeJson(Event& event, const EventSystem& system, std::string& ret_line);

/// Reads {"Event":…}, with nothing around it. Numbers and booleans become texts. Throws BrokenLine.
DecodedEvent decodeJson(std::string_view text, Reading reading);

/// Appends `text` as a JSON string.
void appendJsonText(std::string_view text, std::string& ret_line);

} // namespace sysmon
