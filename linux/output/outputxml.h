// SPDX-License-Identifier: MIT
//
// One event as one line of XML.
#pragma once

#include "eventLine.h"

namespace sysmon {

/// A FormatEvent. Valid XML whatever the fields hold.
void FormatSyslogString(Event& event, const EventSystem& system, std::string& ret_line);

/// Appends `text` for an XML element: markup escaped, line ends and other controls that XML has as
/// character references, the rest as lineText.h says. If that takes more than `limit` bytes it is
/// cut between characters and ends in "..." (`limit` must be at least 3).
void appendXmlText(std::string_view text, std::string& ret_line, size_t limit = SIZE_MAX);

} // namespace sysmon
