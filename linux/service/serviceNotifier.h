// SPDX-License-Identifier: MIT
//
// What a service tells the service manager that started it (systemd's sd_notify protocol: datagrams
// to the socket that NOTIFY_SOCKET names). Without one nothing is reported.
#pragma once

#include "linuxHelpers.h"

#include <chrono>
#include <string>
#include <string_view>

namespace sysmon {

class ServiceNotifier {
public:
    /// Reads NOTIFY_SOCKET and WATCHDOG_USEC, and takes them out of the environment.
    ServiceNotifier();

    void ready(std::string_view status) noexcept;
    void reloading() noexcept;
    void stopping() noexcept;
    void status(std::string_view text) noexcept;
    /// To be called whenever all is well; reports it often enough and no more.
    void alive() noexcept;

private:
    void send(std::string_view text) noexcept;

    std::string address_; ///< as in sockaddr_un: an abstract one begins with a zero byte
    std::chrono::microseconds interval_{0}; ///< between signs of life; 0: none are wanted
    std::chrono::steady_clock::time_point next_{};
};

} // namespace sysmon
