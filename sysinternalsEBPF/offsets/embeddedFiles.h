// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace sysinternals {

/// Files that are part of the library itself, so that it needs none beside it.
std::span<const std::byte> memoryDumpObject(); ///< ebpfKern/memoryDump.c, compiled
std::span<const std::byte> offsetsDatabase();  ///< offsets/offsets.json

} // namespace sysinternals
