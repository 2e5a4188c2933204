// SPDX-License-Identifier: MIT
#pragma once

#include "offsets.h"

#include <map>
#include <string>

namespace sysinternals {

struct Discovered {
    Offsets offsets;
    /// How sure an offset is, where it is less than sure: every other one is the only place at
    /// which all witnesses had what they must have. For those that could not be found, that they
    /// were not.
    std::map<OffsetId, std::string> notes;
};

/// Finds the offsets of the running kernel without BTF, symbols or headers: starts processes about
/// which everything is known, reads their structures from the kernel's memory and searches them for
/// what must be there. Takes below 5 seconds. What it cannot find stays unknown; throws Failure
/// only if it cannot search.
Discovered discoverOffsets();

/// Throws Failure that names every entry that was not found although every kernel has it.
void requireEveryMember(const Discovered& discovered);

} // namespace sysinternals
