// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"
#include "fileState.h"
#include "hashAlgorithms.h"
#include "linuxHelpers.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace sysmon {

/// Hashes files on a thread of its own, the one that is nearest to its end first: a large file
/// delays no smaller one. Its functions never block.
class HashWorker {
public:
    /// Each has a descriptor.
    static constexpr size_t maxJobs = 256;

    HashWorker();
    /// Does not wait for the thread: a file server may hold it up for minutes.
    ~HashWorker();
    HashWorker(const HashWorker&) = delete;
    HashWorker& operator=(const HashWorker&) = delete;

    /// `file` is an O_PATH descriptor of a regular file in that state. The text is empty if it
    /// cannot be read. nullptr if there are too many already.
    DeferredTextPtr add(UniqueFd file, const FileState& state, const HashAlgorithms& algorithms);

    /// Files that changed while they were read, since the last call: what was made of them is good
    /// for the events that asked only.
    std::vector<FileState> takeChanged();

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

} // namespace sysmon
