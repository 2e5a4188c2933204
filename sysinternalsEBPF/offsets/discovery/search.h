// SPDX-License-Identifier: MIT
#pragma once

#include "kernelMemory.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace sysinternals {

/// One structure in the kernel's memory and a value that it must have somewhere.
struct Witness {
    const Dump* dump;
    uint64_t value;
};

/// Offsets at which every witness has its value in `bytes` bytes, aligned to them. Equal places of
/// different structures are what makes an offset: one witness alone proves nothing.
std::vector<uint32_t> offsetsWithValues(const std::vector<Witness>& witnesses, size_t bytes,
                                        uint64_t mask = UINT64_MAX);

/// Offsets at which `holds` is true of every dump.
std::vector<uint32_t> offsetsWhere(const std::vector<const Dump*>& dumps, size_t step,
                                   const std::function<bool(size_t dump, uint32_t offset)>& holds);

/// Whether that can be the address of an object, which is aligned.
bool isKernelPointer(uint64_t value);

} // namespace sysinternals
