// SPDX-License-Identifier: MIT
#pragma once

#include "ruleFile.h"

#include <string>
#include <vector>

namespace sysmon {

/// A filter or <Rule> that can never decide, because one that is tried before it matches whenever
/// it would.
struct Shadow {
    std::string element; ///< field, or "Rule"
    int line;
    int earlierLine;
};

/// Finds shadows as far as a single earlier filter throws them; what several filters cover together
/// is not found. Takes time in proportion to the rules.
std::vector<Shadow> findShadows(const RuleFile& file);

} // namespace sysmon
