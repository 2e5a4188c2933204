// SPDX-License-Identifier: MIT
//
// main(): where events come from if nothing is said, and whether there are colours.
#include "exitStatus.h"
#include "logView.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace sysmon::view {

namespace {

volatile std::sig_atomic_t stopSignal = 0;

bool shouldStop()
{
    return stopSignal != 0;
}

/// The first one ends the reading, and broken events are still reported; a second one kills.
void stopOnSignals()
{
    struct sigaction action {};
    action.sa_handler = [](int signal) { stopSignal = signal; };
    action.sa_flags = SA_RESETHAND; // and no SA_RESTART: read() is to return
    for (const int signal : {SIGINT, SIGTERM})
        sigaction(signal, &action, nullptr);
}

/// A pipe, a file, a socket: someone means it to be read.
bool inputIsConnected()
{
    struct stat status {};
    return fstat(STDIN_FILENO, &status) == 0 && !S_ISCHR(status.st_mode);
}

void chooseSource(ViewOptions& options)
{
    if (!options.files.empty() || options.journal) return;
    if (inputIsConnected()) {
        options.files = {"-"};
        return;
    }
    for (const char* const path : {"/var/log/syslog", "/var/log/messages"}) {
        if (access(path, F_OK) != 0) continue;
        options.files = {path};
        return;
    }
    options.journal = true;
}

bool wantsColours()
{
    const auto variable = [](const char* name) {
        const char* const value = getenv(name);
        return std::string_view(value ? value : "");
    };
    return isatty(STDOUT_FILENO) && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
}

uint64_t realTimeNs()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::nanoseconds(now).count());
}

int view(ViewOptions options)
{
    if (options.help) {
        std::cout << viewUsage();
        return EXIT_SUCCESS;
    }
    chooseSource(options);
    stopOnSignals();
    const BlockStyle style{.coloured = wantsColours(), .allFields = options.allFields};
    LogView logView(options, style, STDOUT_FILENO, std::cerr, shouldStop);
    return logView.run() ? EXIT_SUCCESS : exitStatus(ErrorKind::Environment);
}

} // namespace

} // namespace sysmon::view

int main(int argc, char** argv)
{
    using namespace sysmon;
    try {
        const std::span<const char* const> words(argv, argv + argc);
        return view::view(view::parseViewOptions(words.subspan(1), view::realTimeNs()));
    } catch (const std::exception& failure) {
        return reportFailure(failure, {"sysmonLogView", "Try 'sysmonLogView -h' for the usage."},
                             std::cerr);
    }
}
