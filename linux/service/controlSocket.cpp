// SPDX-License-Identifier: MIT
#include "controlSocket.h"

#include "unixAddress.h"

#include <algorithm>
#include <cerrno>
#include <list>
#include <mutex>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace sysmon {

namespace {

using Clock = std::chrono::steady_clock;

/// Never removes what is not a socket, nor follows a link to one.
void removeSocket(const std::string& path)
{
    struct stat found {};
    if (lstat(path.c_str(), &found) != 0) {
        if (errno == ENOENT) return;
        throw EnvironmentError("cannot inspect the control socket " + path + ": " +
                               errorText(errno));
    }
    if (!S_ISSOCK(found.st_mode))
        throw EnvironmentError("cannot create the control socket " + path +
                               ": something else has its name; move it away");
    if (unlink(path.c_str()) != 0 && errno != ENOENT)
        throw EnvironmentError("cannot replace the control socket " + path + ": " +
                               errorText(errno));
}

UniqueFd listenAt(const std::string& path, int backlog)
{
    const UnixAddress address(path);
    if (!address.fits())
        throw EnvironmentError("the path of the control socket is too long: " + path);
    UniqueFd listener(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    // The mode of the socket is the one of its file, so that it is never open to others.
    if (!listener || fchmod(listener.get(), 0600) != 0 ||
        bind(listener.get(), address.get(), UnixAddress::size()) != 0 ||
        listen(listener.get(), backlog) != 0)
        throw EnvironmentError("cannot create the control socket " + path + ": " +
                               errorText(errno));
    return listener;
}

bool isTrusted(int client)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == geteuid());
}

std::string framed(const ControlAnswer& answer)
{
    return (answer.ok ? "ok " : "error ") + std::to_string(answer.text.size()) + '\n' + answer.text;
}

int millisecondsUntil(Clock::time_point time)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(time - Clock::now()).count();
    return static_cast<int>(std::clamp<int64_t>(left, 0, 60'000));
}

} // namespace

class ControlSocket::Server : public std::enable_shared_from_this<Server> {
public:
    Server(UniqueFd listener, Handler handler, const Limits& limits)
        : listener_(std::move(listener)), wakeUp_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
          handler_(std::move(handler)), limits_(limits)
    {
        if (!wakeUp_) throw EnvironmentError("cannot create an eventfd: " + errorText(errno));
    }

    void run();
    void stop();

private:
    struct Client {
        uint64_t number;
        UniqueFd socket;
        Clock::time_point deadline;
        std::string request{};
        std::string answer{}; ///< what is not sent yet
        bool asked = false;   ///< the answer is being found or sent

        /// What it is waited for on the socket; its end is noticed anyway.
        short events() const
        {
            if (!asked) return POLLIN;
            if (!answer.empty()) return POLLOUT;
            return 0;
        }
    };
    struct Found {
        uint64_t client;
        ControlAnswer answer;
    };

    void wait();
    int timeout() const;
    void accept();
    void takeFound();
    void found(uint64_t client, ControlAnswer answer);
    /// False: it is done with.
    bool serve(Client& client, short events);
    bool read(Client& client);
    void ask(Client& client);
    static bool send(Client& client);

    const UniqueFd listener_;
    const UniqueFd wakeUp_;
    const Handler handler_;
    const Limits limits_;
    std::list<Client> clients_;
    uint64_t lastNumber_ = 0;
    std::vector<pollfd> polled_;

    std::mutex mutex_; ///< for what follows
    std::vector<Found> found_;
    bool stopped_ = false;
};

void ControlSocket::Server::stop()
{
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    eventfd_write(wakeUp_.get(), 1);
}

void ControlSocket::Server::found(uint64_t client, ControlAnswer answer)
{
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    found_.push_back({client, std::move(answer)});
    eventfd_write(wakeUp_.get(), 1);
}

void ControlSocket::Server::run()
{
    while (true) {
        wait();
        {
            const std::lock_guard lock(mutex_);
            if (stopped_) break;
        }
        takeFound();
        // Those who came during the wait were not looked at.
        auto polled = polled_.begin() + 2;
        const auto now = Clock::now();
        for (auto client = clients_.begin(); client != clients_.end(); ++polled) {
            const bool stays = now < client->deadline && serve(*client, polled->revents);
            client = stays ? std::next(client) : clients_.erase(client);
        }
        if (polled_[1].revents != 0) accept();
    }
    clients_.clear();
}

/// Fills in `polled_`: the wake-up, the listener, the clients.
void ControlSocket::Server::wait()
{
    const bool full = clients_.size() >= limits_.clients;
    polled_.assign({{wakeUp_.get(), POLLIN, 0}, {full ? -1 : listener_.get(), POLLIN, 0}});
    for (const Client& client : clients_)
        polled_.push_back({client.socket.get(), client.events(), 0});
    if (poll(polled_.data(), polled_.size(), timeout()) < 0)
        for (pollfd& each : polled_)
            each.revents = 0;
    eventfd_t count = 0;
    eventfd_read(wakeUp_.get(), &count);
}

int ControlSocket::Server::timeout() const
{
    if (clients_.empty()) return -1;
    const auto next = std::ranges::min_element(clients_, {}, &Client::deadline);
    return millisecondsUntil(next->deadline);
}

void ControlSocket::Server::accept()
{
    UniqueFd socket(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket || !isTrusted(socket.get())) return;
    clients_.push_back({++lastNumber_, std::move(socket), Clock::now() + limits_.askTime});
}

void ControlSocket::Server::takeFound()
{
    std::vector<Found> found;
    {
        const std::lock_guard lock(mutex_);
        found.swap(found_);
    }
    for (const Found& each : found) {
        const auto client = std::ranges::find(clients_, each.client, &Client::number);
        if (client == clients_.end()) continue; // it went away
        client->answer = framed(each.answer);
        client->deadline = Clock::now() + limits_.takeTime;
    }
}

bool ControlSocket::Server::serve(Client& client, short events)
{
    if (client.asked && client.answer.empty())
        return (events & (POLLHUP | POLLERR)) == 0; // it still waits
    if (client.asked) return send(client);
    return events == 0 || read(client);
}

bool ControlSocket::Server::read(Client& client)
{
    char bytes[256];
    const ssize_t size = recv(client.socket.get(), bytes, sizeof bytes, 0);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    client.request.append(bytes, static_cast<size_t>(size));
    const size_t end = client.request.find('\n');
    if (end != std::string::npos) {
        client.request.resize(end);
        ask(client);
        return true;
    }
    return size > 0 && client.request.size() <= limits_.requestBytes;
}

void ControlSocket::Server::ask(Client& client)
{
    client.asked = true;
    client.deadline = Clock::now() + limits_.workTime;
    // Whoever answers may do so when this server is gone.
    handler_(client.request,
             [server = weak_from_this(), number = client.number](ControlAnswer answer) {
                 if (const auto alive = server.lock()) alive->found(number, std::move(answer));
             });
}

bool ControlSocket::Server::send(Client& client)
{
    const ssize_t size =
        ::send(client.socket.get(), client.answer.data(), client.answer.size(), MSG_NOSIGNAL);
    if (size < 0) return errno == EAGAIN || errno == EINTR;
    client.answer.erase(0, static_cast<size_t>(size));
    return !client.answer.empty();
}

ControlSocket::ControlSocket(std::string path, Handler handler, const Limits& limits)
    : path_(std::move(path))
{
    removeSocket(path_);
    server_ = std::make_shared<Server>(listenAt(path_, static_cast<int>(limits.clients)),
                                       std::move(handler), limits);
    thread_ = std::thread([server = server_] { server->run(); });
}

ControlSocket::~ControlSocket()
{
    // Before it is closed: who finds the path finds a daemon.
    unlink(path_.c_str());
    server_->stop();
    thread_.join();
}

namespace {

/// The client's side of one request.
class Conversation {
public:
    Conversation(const std::string& path, std::chrono::milliseconds time)
        : path_(path), deadline_(Clock::now() + time),
          socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
        const UnixAddress address(path);
        if (!socket_ || !address.fits()) fail(errorText(address.fits() ? errno : ENAMETOOLONG));
        while (connect(socket_.get(), address.get(), UnixAddress::size()) != 0) {
            if (errno == ENOENT || errno == ECONNREFUSED)
                throw StateError("no daemon is listening at " + path_);
            // EAGAIN: others are before us.
            if (errno != EAGAIN && errno != EINTR) fail(errorText(errno));
            if (Clock::now() >= deadline_) fail("it is busy");
            poll(nullptr, 0, 20);
        }
    }

    void send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN && errno != EINTR) fail(errorText(errno));
            if (sent < 0)
                wait(POLLOUT);
            else
                bytes.remove_prefix(static_cast<size_t>(sent));
        }
    }

    std::string readAll()
    {
        std::string text;
        char bytes[16 * 1024];
        while (true) {
            const ssize_t size = recv(socket_.get(), bytes, sizeof bytes, 0);
            if (size == 0) return text;
            if (size > 0)
                text.append(bytes, static_cast<size_t>(size));
            else if (errno == EAGAIN)
                wait(POLLIN);
            else if (errno != EINTR)
                fail(errorText(errno));
        }
    }

    [[noreturn]] void fail(const std::string& reason) const
    {
        throw EnvironmentError("cannot ask the daemon at " + path_ + ": " + reason);
    }

private:
    void wait(short events) const
    {
        pollfd each{socket_.get(), events, 0};
        if (poll(&each, 1, millisecondsUntil(deadline_)) == 0 && Clock::now() >= deadline_)
            fail("it did not answer in time");
    }

    const std::string& path_;
    const Clock::time_point deadline_;
    const UniqueFd socket_;
};

} // namespace

ControlAnswer askDaemon(const std::string& path, std::string_view request,
                        std::chrono::milliseconds time)
{
    Conversation conversation(path, time);
    conversation.send(std::string(request) + '\n');
    const std::string bytes = conversation.readAll();

    const size_t headEnd = bytes.find('\n');
    ControlAnswer answer;
    if (headEnd != std::string::npos) {
        answer.text = bytes.substr(headEnd + 1);
        for (const bool ok : {true, false}) {
            answer.ok = ok;
            if (framed(answer) == bytes) return answer;
        }
    }
    conversation.fail(bytes.empty() ? "it closed the connection" : "its answer is incomplete");
}

} // namespace sysmon
