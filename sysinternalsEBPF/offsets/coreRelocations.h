// SPDX-License-Identifier: MIT
#pragma once

#include "offsets.h"

#include <cstddef>
#include <set>
#include <span>
#include <string>

namespace sysinternals {

/// What the CO-RE relocations of an object ask of the kernel's layout.
struct CoreAccesses {
    std::set<OffsetId> entries;
    /// "structure.member" of accesses that the list does not have. An object with any cannot be
    /// relocated on a kernel without BTF.
    std::set<std::string> notInList;
};

/// Reads the sections .BTF and .BTF.ext of a BPF object. Throws Failure that names `origin`.
CoreAccesses coreAccessesOf(std::span<const std::byte> object, const std::string& origin);

} // namespace sysinternals
