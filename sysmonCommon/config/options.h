// SPDX-License-Identifier: MIT
//
// The options of a configuration: values from the file or the command line, checked.
#pragma once

#include "configuration.h"

#include <optional>
#include <span>

namespace sysmon {

/// Whether anything on this system depends on the option.
bool hasEffect(std::string_view option);

/// Sets one option by the name of its element; white space around the value is dropped. Returns
/// what is wrong with the value, or nothing.
std::optional<std::string> setOption(Configuration& configuration, std::string_view option,
                                     std::string_view value);

/// The parts of `text` between `separator`s, without white space around them.
std::vector<std::string_view> splitTrimmed(std::string_view text, char separator);

} // namespace sysmon
