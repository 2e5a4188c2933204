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
        throw EnvironmentError("cannot open the output file " + path_ + ": " + errorText(errno) +
                               "; choose a file in a folder that exists and is writable");
}

bool FileSink::open() noexcept
{
    // O_NOFOLLOW, O_NONBLOCK: never through a link that somebody put there, never stuck at a fifo.
    file_.reset(::open(
        path_.c_str(),
        O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600));
    begun_ = 0; // a line goes into one file as a whole
    writable_ = static_cast<bool>(file_);
    return writable_;
}

void FileSink::write(std::string_view line, const LineFacts& facts) noexcept
{
    const size_t size = buffer_.size() + line.size() + 1;
    try {
        if (size > queueBytes_) throw std::length_error("the queue is full");
        if (size > buffer_.capacity()) buffer_.reserve(2 * size);
        eventIds_.push_back(facts.eventId);
    } catch (const std::exception&) {
        return countDropped(facts.eventId);
    }
    buffer_.append(line).append(1, '\n');
    tellWaiting();
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
    if (same) return;
    reopen();
    if (file_) reopened_.add();
}

void FileSink::reopen() noexcept
{
    // What the old file can still take belongs there.
    if (file_ && !buffer_.empty()) writeWaiting();
    open();
}

/// Somebody emptied the file: what it had of a line is gone.
void FileSink::beginAgainIfCut() noexcept
{
    struct stat now {};
    if (begun_ > 0 && fstat(file_.get(), &now) == 0 && now.st_size < end_) begun_ = 0;
}

void FileSink::writeWaiting() noexcept
{
    beginAgainIfCut();
    size_t written = begun_;
    writable_ = true;
    while (written < buffer_.size()) {
        const ssize_t taken =
            ::write(file_.get(), buffer_.data() + written, buffer_.size() - written);
        if (taken < 0 && errno == EINTR) continue;
        writable_ = taken > 0;
        if (taken <= 0) break;
        written += static_cast<size_t>(taken);
    }
    forgetWritten(written);
    struct stat now {};
    if (begun_ > 0 && fstat(file_.get(), &now) == 0) end_ = now.st_size;
}

void FileSink::forgetWritten(size_t bytes) noexcept
{
    const size_t lastEnd = bytes == 0 ? std::string::npos : buffer_.rfind('\n', bytes - 1);
    const size_t whole = lastEnd == std::string::npos ? 0 : lastEnd + 1;
    const auto lines =
        std::count(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(whole), '\n');
    countWritten(static_cast<uint64_t>(lines));
    eventIds_.erase(eventIds_.begin(), eventIds_.begin() + lines);
    buffer_.erase(0, whole);
    begun_ = bytes - whole;
    tellWaiting();
}

void FileSink::tellWaiting() noexcept
{
    waiting_ = eventIds_.size();
    waitingBytes_ = buffer_.size();
}

void FileSink::finish() noexcept
{
    flush();
    for (const uint16_t eventId : eventIds_)
        countDropped(eventId);
    // Else the next line in the file would go on where this one was cut.
    if (begun_ > 0 && ftruncate(file_.get(), end_ - static_cast<off_t>(begun_)) == 0) begun_ = 0;
    eventIds_.clear();
    buffer_.clear();
    tellWaiting();
}

SinkState FileSink::state() const noexcept
{
    SinkState state = Sink::state();
    state.connected = writable_;
    state.waiting = waiting_;
    state.waitingBytes = waitingBytes_;
    state.limitBytes = queueBytes_;
    state.reconnected = reopened_;
    return state;
}

} // namespace sysmon
