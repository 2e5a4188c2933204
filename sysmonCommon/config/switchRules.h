// SPDX-License-Identifier: MIT
#pragma once

#include "configuration.h"
#include "ruleFile.h"

#include <optional>

namespace sysmon {

/// The rules that an option of the schema, e.g. NetworkConnect, stands for: those for the names in
/// `list`, separated by ','; without any, or with `*`, for everything. `option` has to be one that
/// makes rules.
EventRules rulesOfOption(std::string_view option, std::string_view list);

/// Adds what a switch asks for: an option to `configuration` or rules to `rules`. Returns what is
/// wrong with it, or nothing.
std::optional<std::string> applySwitch(const CommandLineSwitch& given, Configuration& configuration,
                                       RuleFile& rules);

} // namespace sysmon
