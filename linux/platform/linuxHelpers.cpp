// SPDX-License-Identifier: MIT
#include "linuxHelpers.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr size_t firstRead = 4096; ///< what /proc gives at once for most of its files

/// Reads `fd` to its end or to `limit` bytes.
bool readAll(int fd, size_t limit, std::string& ret_text)
{
    const size_t start = ret_text.size();
    size_t used = start;
    for (size_t step = firstRead; used - start < limit; step *= 2) {
        ret_text.resize(std::min(used + step, start + limit));
        const ssize_t size = read(fd, ret_text.data() + used, ret_text.size() - used);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) {
            ret_text.resize(size < 0 ? start : used);
            return size == 0;
        }
        used += static_cast<size_t>(size);
    }
    ret_text.resize(used);
    return true;
}

} // namespace

void UniqueFd::reset(int fd) noexcept
{
    if (fd_ >= 0) close(fd_);
    fd_ = fd;
}

std::string errorText(int error)
{
    return std::generic_category().message(error);
}

std::string readLinkAt(int directory, const char* path)
{
    std::string target(PATH_MAX, '\0');
    const ssize_t size = readlinkat(directory, path, target.data(), target.size());
    target.resize(size < 0 ? 0 : static_cast<size_t>(size));
    return target;
}

bool readFileAt(int directory, const char* path, size_t limit, std::string& ret_text)
{
    const UniqueFd file(openat(directory, path, O_RDONLY | O_CLOEXEC));
    return file && readAll(file.get(), limit, ret_text);
}

} // namespace sysmon
