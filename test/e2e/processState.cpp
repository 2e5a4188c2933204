// SPDX-License-Identifier: MIT
#include "processState.h"

#include "childProcess.h"

#include <signal.h>

#include <fstream>
#include <stdexcept>
#include <thread>

namespace sysmon::e2e {

namespace {

constexpr std::chrono::milliseconds lookInterval{10};

/// 'T' of "1 (rsyslogd) T …".
char stateOf(pid_t process)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string text;
    std::getline(file, text);
    const size_t nameEnd = text.rfind(')');
    return nameEnd + 2 < text.size() ? text[nameEnd + 2] : '?';
}

} // namespace

void stopProcess(pid_t process)
{
    kill(process, SIGSTOP);
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    while (stateOf(process) != 'T') {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("process " + std::to_string(process) + " does not stop");
        std::this_thread::sleep_for(lookInterval);
    }
}

} // namespace sysmon::e2e
