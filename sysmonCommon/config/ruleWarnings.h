// SPDX-License-Identifier: MIT
#pragma once

#include "ruleFile.h"

#include <cstdint>
#include <span>

namespace sysmon {

class Problems;

/// Warns of rules that load and yet never match: events that are not among `produced`, Windows
/// paths with a drive letter, and rules that another one, tried earlier, always decides before.
void warnOfDeadRules(const RuleFile& rules, std::span<const uint16_t> produced, Problems& warnings);

} // namespace sysmon
