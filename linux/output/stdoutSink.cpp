// SPDX-License-Identifier: MIT
#include "stdoutSink.h"

#include "linuxHelpers.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <exception>
#include <optional>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace sysmon {

namespace {

constexpr size_t batchBytes = 64 * 1024;
constexpr int askAgainMs = 100;
/// How long a reader that does not read keeps us from ending.
constexpr std::chrono::milliseconds lastWait{1000};

/// How much can be written at once without waiting, after poll() said that something can.
size_t writeSize(int fd)
{
    struct stat status {};
    const bool file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    return file ? batchBytes : PIPE_BUF;
}

} // namespace

StdoutSink::StdoutSink(int fd, std::function<bool()> ending)
    : fd_(fd), writeSize_(writeSize(fd)), ending_(std::move(ending))
{
    std::signal(SIGPIPE, SIG_IGN);
}

void StdoutSink::write(std::string_view line, const LineFacts& facts) noexcept
{
    if (error_ != 0 || abandoned_) return countDropped(facts.eventId);
    try {
        buffer_.reserve(buffer_.size() + line.size() + 1);
        eventIds_.push_back(facts.eventId);
    } catch (const std::exception&) {
        return countDropped(facts.eventId);
    }
    buffer_.append(line).append(1, '\n');
    waiting_ = eventIds_.size();
    if (buffer_.size() >= batchBytes) flush();
}

void StdoutSink::flush() noexcept
{
    size_t written = 0;
    while (written < buffer_.size() && error_ == 0 && waitWritable()) {
        const size_t size = std::min(buffer_.size() - written, writeSize_);
        const ssize_t taken = ::write(fd_, buffer_.data() + written, size);
        if (taken >= 0)
            written += static_cast<size_t>(taken);
        else if (errno != EINTR && errno != EAGAIN)
            error_ = errno;
    }
    const auto rest = buffer_.begin() + static_cast<std::ptrdiff_t>(written);
    const auto lines = static_cast<size_t>(std::count(buffer_.begin(), rest, '\n'));
    countWritten(lines);
    for (size_t i = lines; i < eventIds_.size(); ++i)
        countDropped(eventIds_[i]);
    buffer_.clear();
    eventIds_.clear();
    waiting_ = 0;
}

SinkState StdoutSink::state() const noexcept
{
    SinkState state = Sink::state();
    state.connected = error_ == 0;
    state.waiting = waiting_;
    return state;
}

bool StdoutSink::waitWritable()
{
    using Clock = std::chrono::steady_clock;
    std::optional<Clock::time_point> giveUpAt;
    pollfd wait{fd_, POLLOUT, 0};
    while (!abandoned_ && poll(&wait, 1, askAgainMs) <= 0) {
        if (!ending_ || !ending_()) continue;
        const Clock::time_point now = Clock::now();
        if (!giveUpAt) giveUpAt = now + lastWait;
        // For good: what came later would follow half a line.
        abandoned_ = now >= *giveUpAt;
    }
    return !abandoned_; // or in error: write() says which
}

std::string StdoutSink::failure() const
{
    if (error_ == 0) return {};
    return "cannot write events to standard output: " + errorText(error_) +
           "; no more events can be reported, so sysmon stops";
}

} // namespace sysmon
