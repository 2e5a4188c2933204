// SPDX-License-Identifier: MIT
#include "fileSink.h"

#include "error.h"

#include <algorithm>
#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace sysmon {

namespace {

constexpr size_t batchBytes = 64 * 1024;
constexpr std::chrono::seconds lookInterval{1};

} // namespace

FileSink::FileSink(std::string path, size_t queueBytes)
    : path_(std::move(path)), queueBytes_(queueBytes)
{
    if (!open())
        throw Error("cannot open the output file " + path_ + ": " + errorText(errno) +
                    "; name a file in a folder that exists and can be written to");
}

bool FileSink::open() noexcept
{
    // O_NOFOLLOW, O_NONBLOCK: never through a link that somebody put there, never stuck at a fifo.
    file_.reset(::open(
        path_.c_str(),
        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600));
    begun_ = 0; // a line goes into one file as a whole
    return static_cast<bool>(file_);
}

void FileSink::write(std::string_view line, const LineFacts&) noexcept
{
    const size_t size = buffer_.size() + line.size() + 1;
    try {
        if (size > queueBytes_) throw std::length_error("the queue is full");
        if (size > buffer_.capacity()) buffer_.reserve(2 * size);
    } catch (const std::exception&) {
        ++dropped_;
        return;
    }
    buffer_.append(line).append(1, '\n');
    ++waiting_;
    // While the file takes nothing, not again with every line: flush() comes soon enough.
    if (size >= batchBytes && size - line.size() - 1 < batchBytes) flush();
}

void FileSink::flush() noexcept
{
    followRotation();
    if (!file_ || buffer_.empty()) return;
    writeWaiting();
}

void FileSink::followRotation() noexcept
{
    const auto now = Clock::now();
    if (now < nextLook_) return;
    nextLook_ = now + lookInterval;
    struct stat ours {
    }, there{};
    const bool same = file_ && fstat(file_.get(), &ours) == 0 && stat(path_.c_str(), &there) == 0 &&
                      ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
    if (!same) reopen();
}

void FileSink::reopen() noexcept
{
    // What the old file can still take belongs there.
    if (file_ && !buffer_.empty()) writeWaiting();
    open();
}

void FileSink::writeWaiting() noexcept
{
    size_t written = begun_;
    while (written < buffer_.size()) {
        const ssize_t taken =
            ::write(file_.get(), buffer_.data() + written, buffer_.size() - written);
        if (taken < 0 && errno == EINTR) continue;
        if (taken <= 0) break;
        written += static_cast<size_t>(taken);
    }
    forgetWritten(written);
}

void FileSink::forgetWritten(size_t bytes) noexcept
{
    const size_t lastEnd = bytes == 0 ? std::string::npos : buffer_.rfind('\n', bytes - 1);
    const size_t whole = lastEnd == std::string::npos ? 0 : lastEnd + 1;
    waiting_ -= static_cast<uint64_t>(
        std::count(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(whole), '\n'));
    buffer_.erase(0, whole);
    begun_ = bytes - whole;
}

} // namespace sysmon
