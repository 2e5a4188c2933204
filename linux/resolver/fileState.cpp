// SPDX-License-Identifier: MIT
#include "fileState.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace sysmon {

namespace {

int64_t nanoseconds(const statx_timestamp& time)
{
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

} // namespace

size_t FileStateHash::operator()(const FileState& state) const noexcept
{
    return (state.inode ^ state.device << 40 ^ static_cast<uint64_t>(state.mtimeNs)) *
           0x9e3779b97f4a7c15U;
}

std::optional<FileState> fileState(int fd)
{
    struct statx status {};
    if (statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &status) != 0 ||
        !S_ISREG(status.stx_mode))
        return std::nullopt;
    return FileState{makedev(status.stx_dev_major, status.stx_dev_minor), status.stx_ino,
                     status.stx_size, nanoseconds(status.stx_mtime), nanoseconds(status.stx_ctime)};
}

} // namespace sysmon
