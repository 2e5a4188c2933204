// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace sysmon {

/// What -? prints: our own switches, and those of the schema for configurations.
std::string usageText();

/// What -? config prints: what a configuration can say here, with the events of the schema that
/// this system produces.
std::string configurationHelpText();

} // namespace sysmon
