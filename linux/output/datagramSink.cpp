// SPDX-License-Identifier: MIT
#include "datagramSink.h"

#include "unixAddress.h"

#include <cerrno>
#include <exception>
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <utility>

namespace sysmon {

namespace {

UniqueFd connectTo(const std::string& path)
{
    const UnixAddress address(path);
    if (!address.fits()) return {};
    UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket || connect(socket.get(), address.get(), UnixAddress::size()) != 0) return {};
    return socket;
}

/// How much of the receiver's memory is filled by what it has not read yet.
size_t unreadBytes(int socket)
{
    int bytes = 0;
    return ioctl(socket, SIOCOUTQ, &bytes) == 0 && bytes > 0 ? static_cast<size_t>(bytes) : 0;
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
        writeDatagram(facts.eventId);
    } catch (const std::exception&) {
        countDropped(facts.eventId); // no memory to keep it
    }
    tellWaiting();
}

void DatagramSink::writeDatagram(uint16_t eventId)
{
    // What waits goes first, so that the order stays.
    switch (drain() ? send(datagram_, eventId) : Sent::Later) {
    case Sent::Yes:
        return;
    case Sent::Later:
        return keep(datagram_, eventId);
    case Sent::Never:
        return countDropped(eventId);
    }
}

bool DatagramSink::connected()
{
    if (socket_) return true;
    const auto now = Clock::now();
    if (now < nextConnect_) return false;
    nextConnect_ = now + options_.reconnectInterval;
    // Before: should another one take the path in between, this one is not believed to live on.
    receiver_ = identify(options_.socketPath);
    socket_ = connectTo(options_.socketPath);
    connected_ = static_cast<bool>(socket_);
    if (connected_ && std::exchange(everConnected_, true)) reconnected_.add();
    return connected_;
}

void DatagramSink::disconnected()
{
    socket_.reset();
    connected_ = false;
    const size_t before = queue_.size();
    unread_.giveBack(queue_);
    for (size_t i = 0; i < queue_.size() - before; ++i)
        queuedBytes_ += queue_[i].bytes.size();
    repeated_.add(queue_.size() - before);
}

/// After Sent::Later other datagrams may have come to be first in the queue.
DatagramSink::Sent DatagramSink::send(std::string_view datagram, uint16_t eventId)
{
    if (!connected()) return Sent::Later;
    // Looked at before, but only believed when it is known that the receiver lived on.
    const size_t unread = unreadBytes(socket_.get());
    while (::send(socket_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL) < 0) {
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
            disconnected();
            return Sent::Later;
        }
    }
    stuck_ = false;
    countWritten(unread_.unacknowledgedAre(unread));
    unread_.add(datagram, eventId);
    return Sent::Yes;
}

bool DatagramSink::drain()
{
    while (!queue_.empty()) {
        const QueuedDatagram& first = queue_.front();
        const Sent sent = send(first.bytes, first.eventId);
        if (sent == Sent::Later) return false;
        if (sent == Sent::Never) countDropped(first.eventId);
        queuedBytes_ -= first.bytes.size();
        queue_.pop_front();
    }
    return true;
}

void DatagramSink::keep(const std::string& datagram, uint16_t eventId)
{
    if (queuedBytes_ + datagram.size() > options_.queueBytes) return countDropped(eventId);
    queue_.push_back({datagram, eventId});
    queuedBytes_ += datagram.size();
}

void DatagramSink::flush() noexcept
{
    try {
        lookAfterUnread();
        if (drain() || stuck_) return tellWaiting();
        const auto until = Clock::now() + options_.flushWait;
        while (!drain()) {
            if (!socket_ ? !connected() : !waitWritable(until)) {
                stuck_ = static_cast<bool>(socket_);
                break;
            }
        }
    } catch (const std::exception&) {
        // No memory: what waits goes on waiting.
    }
    tellWaiting();
}

bool DatagramSink::waitWritable(Clock::time_point until)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return false;
    pollfd wait{socket_.get(), POLLOUT, 0};
    return poll(&wait, 1, static_cast<int>(left)) != 0;
}

void DatagramSink::lookAfterUnread()
{
    if (unread_.empty() || Clock::now() < nextLook_) return;
    nextLook_ = Clock::now() + options_.lookInterval;
    // Nothing tells the sender that the receiver of datagrams is gone. But the path leads to it as
    // long as it lives, and another connection takes nothing away.
    const size_t unread = unreadBytes(socket_.get());
    const FileIdentity found = identify(options_.socketPath);
    if (found == FileIdentity{}) return; // somebody removed it: the next datagram will tell
    if (found == receiver_ && connectTo(options_.socketPath))
        countWritten(unread_.unacknowledgedAre(unread));
    else
        disconnected();
}

DatagramSink::FileIdentity DatagramSink::identify(const std::string& path)
{
    struct stat found {};
    if (stat(path.c_str(), &found) != 0) return {};
    return {found.st_dev, found.st_ino,
            found.st_ctim.tv_sec * INT64_C(1'000'000'000) + found.st_ctim.tv_nsec};
}

void DatagramSink::finish() noexcept
{
    options_.flushWait = options_.finishWait;
    stuck_ = false;
    nextLook_ = {};
    flush();
    dropWaiting();
    tellWaiting();
}

void DatagramSink::dropWaiting()
{
    countWritten(unread_.unacknowledgedAre(0)); // it has them, and lives as far as we know
    for (const QueuedDatagram& datagram : queue_)
        countDropped(datagram.eventId);
    queue_.clear();
    queuedBytes_ = 0;
}

void DatagramSink::tellWaiting() noexcept
{
    waiting_ = queue_.size() + unread_.size();
    waitingBytes_ = queuedBytes_;
}

SinkState DatagramSink::state() const noexcept
{
    SinkState state = Sink::state();
    state.connected = connected_;
    state.waiting = waiting_;
    state.waitingBytes = waitingBytes_;
    state.limitBytes = options_.queueBytes;
    state.reconnected = reconnected_;
    state.repeated = repeated_;
    return state;
}

} // namespace sysmon
