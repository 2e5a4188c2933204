// SPDX-License-Identifier: MIT
#pragma once

#include "offsets.h"

#include <string>
#include <vector>

namespace sysinternals {

/// Reads this process, its files and a socket of its own through `offsets` and compares with what
/// /proc/self and the system calls say. Returns what is wrong, one line for each value, with the
/// names of the offsets that lead there; empty if all is right. Unknown and absent entries are not
/// tested, nor is sk_buff, to which no chain leads. Throws Failure if kernel memory cannot be read.
std::vector<std::string> testOffsets(const Offsets& offsets);

} // namespace sysinternals
