// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace sysmon {

/// A file and its contents: if all of this is the same, so are the bytes.
struct FileState {
    uint64_t device;
    uint64_t inode;
    uint64_t size;
    int64_t mtimeNs;
    int64_t ctimeNs;
    bool operator==(const FileState&) const = default;
};

struct FileStateHash {
    size_t operator()(const FileState& state) const noexcept;
};

/// Nothing if `fd`, which may be an O_PATH descriptor, is not a regular file. Takes what the kernel
/// has cached (AT_STATX_DONT_SYNC): NFS and FUSE ask no server then, but it is a hint that a file
/// system may disregard.
std::optional<FileState> fileState(int fd);

} // namespace sysmon
