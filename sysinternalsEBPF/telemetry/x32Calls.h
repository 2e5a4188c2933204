// SPDX-License-Identifier: MIT
//
// Calls whose arguments are laid out differently for x32 programs have a number of their own there,
// from 512 on; at all others such programs use the native one (both with a mark that is taken off).
#pragma once

#include <cstdint>

namespace sysinternals {

/// The number for x32 programs of an x86-64 call, 0 if it has none of its own.
uint32_t x32Call(uint32_t nativeCall);

} // namespace sysinternals
