// SPDX-License-Identifier: MIT
#include "syslogSink.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <exception>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>

namespace sysmon {

namespace {

constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

UniqueFd connectTo(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return {};
    std::memcpy(address.sun_path, path.data(), path.size());
    UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket ||
        connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return {};
    return socket;
}

} // namespace

SyslogSink::SyslogSink() : SyslogSink(Options{}) {}

SyslogSink::SyslogSink(Options options) : options_(std::move(options)) {}

void SyslogSink::write(std::string_view line) noexcept
{
    try {
        writeLine(line);
    } catch (const std::exception&) {
        ++dropped_; // no memory to keep it
    }
}

void SyslogSink::writeLine(std::string_view line)
{
    makeHeader();
    datagram_.resize(headerSize_);
    datagram_ += line;
    // What waits goes first, so that the order stays.
    switch (drain() ? send(datagram_) : Sent::Later) {
    case Sent::Yes:
        return;
    case Sent::Later:
        return keep(datagram_);
    case Sent::Never:
        ++dropped_;
        return;
    }
}

void SyslogSink::makeHeader()
{
    const std::time_t now = std::time(nullptr);
    if (now == headerSecond_) return;
    headerSecond_ = now;
    std::tm local{};
    localtime_r(&now, &local);
    // Facility user, severity info. Traditional syslog wants the day padded with a blank.
    char header[64];
    const int size = std::snprintf(header, sizeof header, "<14>%s %2d %02d:%02d:%02d sysmon: ",
                                   months[static_cast<size_t>(local.tm_mon)], local.tm_mday,
                                   local.tm_hour, local.tm_min, local.tm_sec);
    headerSize_ = static_cast<size_t>(size);
    datagram_.assign(header, headerSize_);
}

bool SyslogSink::connected()
{
    if (socket_) return true;
    const auto now = Clock::now();
    if (now < nextConnect_) return false;
    nextConnect_ = now + options_.reconnectInterval;
    socket_ = connectTo(options_.socketPath);
    return static_cast<bool>(socket_);
}

SyslogSink::Sent SyslogSink::send(std::string_view datagram)
{
    while (connected()) {
        if (::send(socket_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0) {
            stuck_ = false;
            return Sent::Yes;
        }
        switch (errno) {
        case EINTR:
            continue;
        case EAGAIN:
        case ENOBUFS:
        case ENOMEM:
            return Sent::Later;
        case EMSGSIZE:
            return Sent::Never;
        // The log daemon went away; another one may listen on the same path by now.
        default:
            socket_.reset();
        }
    }
    return Sent::Later;
}

bool SyslogSink::drain()
{
    while (!queue_.empty()) {
        const Sent sent = send(queue_.front());
        if (sent == Sent::Later) return false;
        if (sent == Sent::Never) ++dropped_;
        queuedBytes_ -= queue_.front().size();
        queue_.pop_front();
    }
    return true;
}

void SyslogSink::keep(const std::string& datagram)
{
    if (queuedBytes_ + datagram.size() > options_.queueBytes) {
        ++dropped_;
        return;
    }
    queue_.push_back(datagram);
    queuedBytes_ += datagram.size();
}

void SyslogSink::flush() noexcept
{
    if (drain() || stuck_) return;
    const auto until = Clock::now() + options_.flushWait;
    while (!drain()) {
        if (!socket_ || !waitWritable(until)) {
            stuck_ = static_cast<bool>(socket_);
            return;
        }
    }
}

bool SyslogSink::waitWritable(Clock::time_point until)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd wait{socket_.get(), POLLOUT, 0};
    return poll(&wait, 1, static_cast<int>(left)) != 0;
}

} // namespace sysmon
