// SPDX-License-Identifier: MIT
//
// The two forms that an event has in logs. Both functions take the event alone and throw
// BrokenLine.
#pragma once

#include "viewedEvent.h"

#include <string_view>

namespace sysmon::view {

/// <Event>…</Event>, by the strict parser that configurations go through.
ViewedEvent readXmlEvent(std::string_view text);

/// {"Event":{"System":{…},"EventData":{…}}}
ViewedEvent readJsonEvent(std::string_view text);

} // namespace sysmon::view
