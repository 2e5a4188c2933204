// SPDX-License-Identifier: MIT
//
// What a log holds was chosen by whoever ran programs, so none of it may act on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace sysmon::view {

/// Appends `text` as one line that only shows: control characters, line ends, invisible and
/// direction-changing characters and bytes that are not UTF-8 become \xHH per byte, as the daemon
/// writes what XML does not allow.
void appendPrintable(std::string_view text, std::string& ret_line);

std::string printable(std::string_view text);

} // namespace sysmon::view
