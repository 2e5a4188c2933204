// SPDX-License-Identifier: MIT
#pragma once

#include "fileState.h"
#include "linuxHelpers.h"
#include "question.h"

#include <optional>

namespace sysmon {

/// An O_PATH descriptor of the file that was executed (QuestionKind::HashOfExecuted), and its
/// state, if it can still be found and is as it was then: through the process, else by its path as
/// the process, its parent or this machine has it. May ask a file server.
UniqueFd openExecuted(const Question& question, std::optional<FileState>& ret_state);

/// The kernel lets nobody write to a file that runs. So its times tell no more than that it lost or
/// got a name.
enum class StillRuns { No, Yes };

/// Whether the file in `state` may be the one that the kernel knew as `known`. `fd` is the file.
/// btrfs and overlayfs tell stat() other devices than the kernel's own, overlayfs other inode
/// numbers, too: there the times alone have to do, if the kernel told them.
bool isSameFile(int fd, const FileState& state, const FileIdentity& known, StillRuns stillRuns);

} // namespace sysmon
