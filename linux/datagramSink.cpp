// SPDX-License-Identifier: MIT
#include "datagramSink.h"

#include <cerrno>
#include <cstring>
#include <exception>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <utility>

namespace sysmon {

namespace {

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

DatagramSink::DatagramSink(std::unique_ptr<LogForm> form, Options options)
    : form_(std::move(form)), options_(std::move(options))
{
}

void DatagramSink::write(std::string_view line, const LineFacts& facts) noexcept
{
    try {
        form_->wrap(line, facts, datagram_);
        writeDatagram();
    } catch (const std::exception&) {
        ++dropped_; // no memory to keep it
    }
}

void DatagramSink::writeDatagram()
{
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

bool DatagramSink::connected()
{
    if (socket_) return true;
    const auto now = Clock::now();
    if (now < nextConnect_) return false;
    nextConnect_ = now + options_.reconnectInterval;
    socket_ = connectTo(options_.socketPath);
    return static_cast<bool>(socket_);
}

DatagramSink::Sent DatagramSink::send(std::string_view datagram)
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

bool DatagramSink::drain()
{
    while (!queue_.empty()) {
        const Sent sent = send(queue_.front());
        if (sent == Sent::Later) return false;
        if (sent == Sent::Never) ++dropped_;
        queuedBytes_ -= queue_.front().size();
        queue_.pop_front();
        --waiting_;
    }
    return true;
}

void DatagramSink::keep(const std::string& datagram)
{
    if (queuedBytes_ + datagram.size() > options_.queueBytes) {
        ++dropped_;
        return;
    }
    queue_.push_back(datagram);
    queuedBytes_ += datagram.size();
    ++waiting_;
}

void DatagramSink::flush() noexcept
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

bool DatagramSink::waitWritable(Clock::time_point until)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd wait{socket_.get(), POLLOUT, 0};
    return poll(&wait, 1, static_cast<int>(left)) != 0;
}

} // namespace sysmon
