// SPDX-License-Identifier: MIT
//
// Opens directories as a process in a chroot would: links and ".." never lead out of its root.
#pragma once

#include "linuxHelpers.h"

namespace sysmon {

/// Opens directory `path` (O_PATH) below the directory `root`, following links as if `root` were
/// "/". Nothing, with errno, if that fails; links that are not of text (/proc) are not followed.
UniqueFd openDirectoryIn(int root, const std::string& path);

/// The same step by step, for kernels before 5.6, which have no call for it.
UniqueFd walkToDirectoryIn(int root, const std::string& path);

} // namespace sysmon
