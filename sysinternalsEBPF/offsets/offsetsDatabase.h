// SPDX-License-Identifier: MIT
#pragma once

#include "offsets.h"
#include "offsetsConf.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace sysinternals {

/// Looks a kernel up in a database of offsets (offsets/offsets.json, made by offsets/makeDatabase):
///
///     "members":  structure → names of its members
///     "layouts":  structure → layouts, each a list of places in the order of the members: a number
///                 of bytes, a text as placeText() writes it, or null where it is not known
///     "kernels":  uname -r → uname -v → for each structure, in the order of "members", which
///     layout
///
/// None if the database does not have that kernel. Throws Failure that names `origin` and what is
/// wrong if it is not such a database or an offset in it cannot be one.
std::optional<Offsets> findInDatabase(std::span<const std::byte> json, const std::string& origin,
                                      const KernelName& kernel);

} // namespace sysinternals
