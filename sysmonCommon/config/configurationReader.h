// SPDX-License-Identifier: MIT
#pragma once

#include "configuration.h"
#include "ruleFile.h"

namespace sysmon {

class Problems;

/// A configuration and the rules it was compiled from.
struct ConfigurationSource {
    Configuration configuration;
    RuleFile rules;
};

/// Reads and compiles; what is wrong goes to `errors`, and the result is then of no use, except
/// for `rules` as far as they were read. What is worth telling goes to `notes`.
ConfigurationSource readConfiguration(std::string_view bytes,
                                      std::span<const CommandLineSwitch> switches, Problems& errors,
                                      Problems& notes);

} // namespace sysmon
