// SPDX-License-Identifier: MIT
//
// Where a running daemon can be asked: a stream socket in its folder, for root only.
//
// A client connects, sends one line, the request, and reads the answer until the daemon closes:
// "ok SIZE\n" or "error SIZE\n", then SIZE bytes of text. An answer that is shorter than its size
// was cut off.
#pragma once

#include "error.h"
#include "linuxHelpers.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace sysmon {

struct ControlAnswer {
    bool ok = true;
    std::string text{};
};

/// Serves the socket on a thread of its own. Clients are few, have little time and say little: one
/// that is slow, silent or too many holds up nobody but other clients, and those not for long.
class ControlSocket {
public:
    struct Limits {
        size_t clients = 8;
        size_t requestBytes = 256;
        std::chrono::milliseconds askTime{5'000};    ///< to send a request
        std::chrono::milliseconds takeTime{10'000};  ///< to read the answer
        std::chrono::milliseconds workTime{120'000}; ///< for us to find the answer
    };

    /// To be called once, from any thread, also after the socket is closed.
    using Answer = std::function<void(ControlAnswer)>;
    /// Called on the socket's thread, with the request without its line end; does not wait.
    using Handler = std::function<void(std::string_view request, Answer answer)>;

    /// Takes the place of a socket that lies at `path` already; its caller knows that no daemon
    /// serves it. Throws Error, also if something else than a socket lies there.
    ControlSocket(std::string path, Handler handler, const Limits& limits);
    ControlSocket(std::string path, Handler handler)
        : ControlSocket(std::move(path), std::move(handler), Limits{})
    {
    }
    /// Removes the socket.
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

private:
    class Server;

    const std::string path_;
    std::shared_ptr<Server> server_;
    std::thread thread_;
};

/// Asks the daemon whose socket is at `path`. Throws StateError if no daemon serves the socket, and
/// EnvironmentError if no whole answer comes within `time`.
ControlAnswer askDaemon(const std::string& path, std::string_view request,
                        std::chrono::milliseconds time);

} // namespace sysmon
