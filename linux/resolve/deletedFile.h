// SPDX-License-Identifier: MIT
#pragma once

#include "fileState.h"
#include "linuxHelpers.h"
#include "platform.h"

#include <optional>

namespace sysmon {

/// An O_PATH descriptor of the removed file, and its state, if the process that removed it still
/// has it open or runs it and it was not changed since. An inode's number may belong to another
/// file soon, so a file only counts if it lost its last name, the same one, at that very time.
/// Each descriptor of that process is looked at with fstatat(), which asks the file's server: FUSE
/// or NFS can hold the caller as long as it likes.
UniqueFd openRemoved(const DeletedFile& file, std::optional<FileState>& ret_state);

} // namespace sysmon
