// SPDX-License-Identifier: MIT
#pragma once

#include "fileState.h"
#include "linuxHelpers.h"
#include "question.h"

#include <optional>

namespace sysmon {

/// An O_PATH descriptor of the removed file (QuestionKind::HashOfDeleted), and its state, if the
/// process that removed it still has it open or runs it and it was not changed since. An inode's
/// number may belong to another file soon, so a file only counts if it lost its last name, the same
/// one, at that very time. Each descriptor of that process is looked at, which may ask a file
/// server.
UniqueFd openRemoved(const Question& question, std::optional<FileState>& ret_state);

} // namespace sysmon
