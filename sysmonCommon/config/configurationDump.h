// SPDX-License-Identifier: MIT
#pragma once

#include "configuration.h"

#include <ostream>

namespace sysmon {

/// Writes what `sysmon -c` shows: the options that are set and the compiled rules in the blob's
/// order, values in the case in which they were written. Throws StateError for a blob that is not
/// sound.
void dumpConfiguration(const Configuration& configuration, std::ostream& out);

} // namespace sysmon
