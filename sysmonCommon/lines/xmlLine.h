// SPDX-License-Identifier: MIT
//
// One event as one line of XML: <Event><System>…</System><EventData>…</EventData></Event>.
#pragma once

#include "decodedEvent.h"
#include "event.h"
#include "eventSystem.h"

#include <string>
#include <string_view>

namespace sysmon {

/// Writes `event` into `ret_line`, replacing what it held: one line without a line end, at most
/// maxEventBytes, valid XML whatever the fields hold. Resolves all fields. Allocates only where
/// `ret_line` must grow.
void encodeXml(Event& event, const EventSystem& system, std::string& ret_line);

/// Reads <Event>…</Event>, with nothing around it. Throws BrokenLine.
DecodedEvent decodeXml(std::string_view text, Reading reading);

/// Appends `text` for an XML element: markup escaped, line ends and other controls that XML has as
/// character references, the rest as lineText.h says. If that takes more than `limit` bytes it is
/// cut between characters and ends in "..." (`limit` must be at least 3).
void appendXmlText(std::string_view text, std::string& ret_line, size_t limit = SIZE_MAX);

} // namespace sysmon
