// SPDX-License-Identifier: MIT
#pragma once

#include "ruleFile.h"
#include "xml.h"

namespace sysmon {

/// `schemaversion` as major << 16 | minor: digits, a point, one or two digits; "4.5" is 4.50.
/// Nothing for any other text.
std::optional<uint32_t> parseVersion(std::string_view text);

/// The rules of a document that follows its DTD. What the DTD cannot say (conditions, names that
/// are too long, onmatch beside default) is checked here.
RuleFile readRules(const ParsedXml& xml, uint32_t schemaVersion, Problems& problems);

} // namespace sysmon
