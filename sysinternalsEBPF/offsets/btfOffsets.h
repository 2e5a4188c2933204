// SPDX-License-Identifier: MIT
#pragma once

#include "btfReader.h"
#include "offsets.h"

#include <cstddef>
#include <string>
#include <vector>

namespace sysinternals {

/// Places of all entries as BTF has them; what it has not, though every kernel has it, stays
/// unknown.
Offsets offsetsFromBtf(const BtfReader& btf);

/// The BTF in a file: raw, or the section .BTF of an ELF file such as vmlinux. Throws Failure.
std::vector<std::byte> readBtfFile(const std::string& path);

} // namespace sysinternals
