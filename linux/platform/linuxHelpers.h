// SPDX-License-Identifier: MIT
//
// Small things that several files of the daemon need.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace sysmon {

/// Owns a file descriptor.
class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) noexcept : fd_(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept
    {
        if (this != &other) reset(std::exchange(other.fd_, -1));
        return *this;
    }
    ~UniqueFd() { reset(); }

    void reset(int fd = -1) noexcept;
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }

private:
    int fd_ = -1;
};

/// What errno `error` means, from any thread.
std::string errorText(int error);

/// What a symbolic link leads to; empty if it cannot be read.
std::string readLinkAt(int directory, const char* path);

/// Appends at most `limit` bytes of `path`, relative to the directory `directory` (AT_FDCWD: the
/// current one). False, with errno, if it cannot be opened or read.
[[nodiscard]] bool readFileAt(int directory, const char* path, size_t limit, std::string& ret_text);

} // namespace sysmon
