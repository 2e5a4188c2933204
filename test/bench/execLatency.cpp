// SPDX-License-Identifier: MIT
//
// How long it takes from the call that executes a program to the line of its event, on a machine
// that has nothing else to do. usage: execLatency [TIMES], as root.
#include "temporaryFolder.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr int defaultTimes = 100;
constexpr std::chrono::milliseconds between{100}; // the daemon is asleep again
constexpr const char* folderOfPrograms = SYSMON_FOLDER;

long must(long result, const char* what)
{
    if (result < 0) throw std::runtime_error(std::string(what) + " failed");
    return result;
}

/// The daemon, with a pipe that it writes to.
class Daemon {
public:
    explicit Daemon(const std::string& configuration)
    {
        int ends[2];
        must(pipe2(ends, O_CLOEXEC), "pipe");
        process_ = static_cast<pid_t>(must(fork(), "fork"));
        if (process_ == 0) {
            dup2(ends[1], STDOUT_FILENO);
            const std::string program = std::string(folderOfPrograms) + "/sysmon";
            execl(program.c_str(), "sysmon", "-i", configuration.c_str(), "-console", "-nologo",
                  nullptr);
            _exit(127);
        }
        close(ends[1]);
        output_ = ends[0];
        await("<Data Name=\"State\">Started");
    }
    ~Daemon()
    {
        kill(process_, SIGTERM);
        waitpid(process_, nullptr, 0);
        close(output_);
    }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// Reads until `text` has come.
    void await(const std::string& text)
    {
        for (size_t at; (at = read_.find(text)) == std::string::npos;) {
            char part[65536];
            const ssize_t size = read(output_, part, sizeof part);
            if (size <= 0) throw std::runtime_error("the daemon ended");
            read_.append(part, static_cast<size_t>(size));
        }
        read_.erase(0, read_.find(text) + text.size());
    }

private:
    pid_t process_;
    int output_ = -1;
    std::string read_;
};

double millisecondsOfOne(Daemon& daemon, int number)
{
    std::string argument = "execLatency" + std::to_string(number) + "end";
    char program[] = "/bin/true";
    char* const arguments[] = {program, argument.data(), nullptr};
    const auto begin = Clock::now();
    pid_t child;
    if (posix_spawn(&child, program, nullptr, nullptr, arguments, environ) != 0)
        throw std::runtime_error("posix_spawn failed");
    daemon.await(argument);
    const std::chrono::duration<double, std::milli> took = Clock::now() - begin;
    must(waitpid(child, nullptr, 0), "waitpid");
    return took.count();
}

} // namespace

int main(int argc, char** argv)
try {
    const int times = argc > 1 ? std::atoi(argv[1]) : defaultTimes;
    if (times < 1 || argc > 2) throw std::runtime_error("usage: execLatency [TIMES]");
    if (geteuid() != 0) throw std::runtime_error("run it as root");
    const sysmon::test::TemporaryFolder folder;
    Daemon daemon(folder.file("config.xml", R"(<Sysmon schemaversion="4.90"><EventFiltering>
        <ProcessCreate onmatch="include">
            <CommandLine condition="contains">execLatency</CommandLine>
        </ProcessCreate><ProcessTerminate onmatch="include"/></EventFiltering></Sysmon>)"));
    std::vector<double> took;
    for (int i = 0; i < times; i++) {
        std::this_thread::sleep_for(between);
        took.push_back(millisecondsOfOne(daemon, i));
    }
    std::ranges::sort(took);
    std::printf("from exec to line: median %.2f ms, lowest %.2f, highest %.2f, of %d\n",
                took[took.size() / 2], took.front(), took.back(), times);
    return 0;
} catch (const std::exception& error) {
    std::cerr << "execLatency: " << error.what() << '\n';
    return 1;
}
