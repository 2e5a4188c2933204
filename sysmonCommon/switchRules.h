// SPDX-License-Identifier: MIT
#pragma once

#include "configuration.h"
#include "ruleFile.h"

#include <optional>

namespace sysmon {

/// The rules that an option of the schema stands for: with a list of names separated by ',' what
/// those are, without one (or with `*`) everything. `option` is e.g. NetworkConnect.
EventRules rulesOfOption(std::string_view option, const std::optional<std::string>& argument);

/// Adds what a switch asks for: an option to `configuration` or rules to `rules`. Returns what is
/// wrong with it, or nothing.
std::optional<std::string> applySwitch(const CommandLineSwitch& given, Configuration& configuration,
                                       RuleFile& rules);

} // namespace sysmon
