// SPDX-License-Identifier: MIT
#include "logDaemon.h"

#include "processState.h"

#include <fstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace sysmon::e2e {

namespace {

constexpr const char* program = "/usr/sbin/rsyslogd";
constexpr std::chrono::milliseconds lookInterval{10};

/// With a queue of its own it would have messages that are neither in the socket nor in the file
/// when it is killed.
std::string configurationFor(const std::string& socket, const std::string& output)
{
    return "global(maxMessageSize=\"128k\")\n"
           "module(load=\"imuxsock\" SysSock.Use=\"off\")\n"
           "main_queue(queue.type=\"Direct\")\n"
           "input(type=\"imuxsock\" Socket=\"" +
           socket +
           "\" RateLimit.Interval=\"0\")\n"
           "template(name=\"message\" type=\"string\" string=\"%msg:2:$%\\n\")\n"
           "action(type=\"omfile\" file=\"" +
           output + "\" template=\"message\")\n";
}

bool listensAt(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int client = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool listens =
        connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(client);
    return listens;
}

} // namespace

bool LogDaemon::isInstalled()
{
    return access(program, X_OK) == 0;
}

LogDaemon::LogDaemon(std::filesystem::path directory) : directory_(std::move(directory))
{
    std::filesystem::create_directory(directory_);
    std::ofstream(directory_ / "rsyslog.conf") << configurationFor(socketPath(), outputPath());
}

void LogDaemon::start()
{
    std::filesystem::remove(directory_ / "pid"); // a killed one leaves it
    process_ = std::make_unique<ChildProcess>(std::vector<std::string>{
        program, "-n", "-f", directory_ / "rsyslog.conf", "-i", directory_ / "pid"});
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    while (!listensAt(socketPath())) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("rsyslogd does not listen: " + process_->errors());
        std::this_thread::sleep_for(lookInterval);
    }
}

void LogDaemon::pause() const
{
    stopProcess(process_->processId());
}

void LogDaemon::awaitEnd()
{
    if (!process_->waitExit(longEnough)) throw std::runtime_error("rsyslogd does not end");
}

} // namespace sysmon::e2e
