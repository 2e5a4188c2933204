// SPDX-License-Identifier: MIT
//
// What the viewer asks an event for.
#pragma once

#include "decodedEvent.h"

#include <string>
#include <string_view>

namespace sysmon::view {

/// A field's value, or that of Computer or EventRecordID; the name in any case. Null if the event
/// has none of that name.
const std::string* findField(const DecodedEvent& event, std::string_view name);

/// When it happened, as "2026-11-22 02:21:52.422".
std::string timeOf(const DecodedEvent& event);

} // namespace sysmon::view
