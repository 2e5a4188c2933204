// SPDX-License-Identifier: MIT
//
// An event as people read it.
#pragma once

#include "decodedEvent.h"

#include <string>

namespace sysmon::view {

struct BlockStyle {
    bool coloured = false;
    bool allFields = false; ///< also those without a value
};

/// A line with time, event, computer and record id, a line per field, and an empty line.
/// Whatever the event holds, no control character gets through but line ends and our own colours.
std::string blockOf(const DecodedEvent& event, const BlockStyle& style);

} // namespace sysmon::view
