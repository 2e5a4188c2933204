// SPDX-License-Identifier: MIT
#pragma once

#include "offsets.h"
#include "offsetsConf.h"

#include <cstddef>
#include <span>
#include <string>

namespace sysinternals {

struct ModuleOffsets {
    KernelName kernel; ///< that it was compiled for; no version if that is not the running one
    Offsets offsets;
};

/// Reads what the kernel module of getOffsets/ carries in its sections, from the compiled file: the
/// module is never loaded. Throws Failure that names `origin`.
ModuleOffsets readModuleOffsets(std::span<const std::byte> module, const std::string& origin);

} // namespace sysinternals
