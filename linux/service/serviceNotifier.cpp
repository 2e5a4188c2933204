// SPDX-License-Identifier: MIT
#include "serviceNotifier.h"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace sysmon {

namespace {

// Several signs of life per time-out: one may come late.
constexpr int signsPerTimeout = 3;

std::string takeVariable(const char* name)
{
    const char* const value = getenv(name);
    std::string text = value ? value : "";
    unsetenv(name);
    return text;
}

uint64_t number(const std::string& text)
{
    uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

ServiceNotifier::ServiceNotifier() : address_(takeVariable("NOTIFY_SOCKET"))
{
    if (address_.starts_with('@')) address_[0] = '\0';
    const std::string process = takeVariable("WATCHDOG_PID");
    const uint64_t timeout = number(takeVariable("WATCHDOG_USEC"));
    if (process.empty() || number(process) == static_cast<uint64_t>(getpid()))
        interval_ = std::chrono::microseconds(timeout / signsPerTimeout);
}

void ServiceNotifier::ready(std::string_view status) noexcept
{
    send("READY=1\nSTATUS=" + std::string(status));
}

void ServiceNotifier::reloading() noexcept
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    send("RELOADING=1\nMONOTONIC_USEC=" +
         std::to_string(now.tv_sec * 1'000'000 + now.tv_nsec / 1000));
}

void ServiceNotifier::stopping() noexcept
{
    send("STOPPING=1");
}

void ServiceNotifier::status(std::string_view text) noexcept
{
    send("STATUS=" + std::string(text));
}

void ServiceNotifier::alive() noexcept
{
    const auto now = std::chrono::steady_clock::now();
    if (interval_.count() == 0 || now < next_) return;
    next_ = now + interval_;
    send("WATCHDOG=1");
}

void ServiceNotifier::send(std::string_view text) noexcept
{
    sockaddr_un address{};
    if (address_.empty() || address_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, address_.data(), address_.size());
    const UniqueFd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    if (fd)
        sendto(fd.get(), text.data(), text.size(), MSG_NOSIGNAL,
               reinterpret_cast<const sockaddr*>(&address), length);
}

} // namespace sysmon
