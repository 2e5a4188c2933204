// SPDX-License-Identifier: MIT
#pragma once

#include "offsets.h"

#include <string>
#include <vector>

namespace sysinternals {

/// Finds the offsets of the running kernel without BTF, symbols or headers: starts processes about
/// which everything is known, reads their structures from the kernel's memory and searches them for
/// what must be there. Takes below 5 seconds. Throws Failure that names every entry that could not
/// be found although this kernel must have it.
Offsets discoverOffsets();

} // namespace sysinternals
