// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <functional>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace sysmon::test {

/// A process that has done what it was told to do, and then waits until the test is over.
class WaitingProcess {
public:
    /// Calls `prepare` in a copy of this process.
    explicit WaitingProcess(const std::function<void()>& prepare)
    {
        start([&](int ready) {
            prepare();
            (void)!write(ready, "", 1);
            while (true)
                pause();
        });
    }

    /// Executes `shell` (a POSIX shell) with `argument` behind its script. A closed pipe would not
    /// do as a sign that it runs: the kernel closes it before the new program has its arguments.
    WaitingProcess(const std::string& shell, const std::string& argument)
    {
        start([&](int ready) {
            dup2(ready, STDOUT_FILENO);
            execl(shell.c_str(), "sh", "-c", "echo; while :; do sleep 1000; done", argument.c_str(),
                  nullptr);
        });
    }

    ~WaitingProcess()
    {
        kill(-pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    WaitingProcess(const WaitingProcess&) = delete;
    WaitingProcess& operator=(const WaitingProcess&) = delete;

    uint32_t id() const { return static_cast<uint32_t>(pid_); }

private:
    template <typename Body>
    void start(Body body)
    {
        int ready[2];
        if (pipe2(ready, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = fork();
        if (pid_ == 0) {
            setpgid(0, 0); // it and its own children end together
            body(ready[1]);
            _exit(1);
        }
        close(ready[1]);
        char byte;
        while (read(ready[0], &byte, 1) < 0 && errno == EINTR) {
        }
        close(ready[0]);
    }

    pid_t pid_ = 0;
};

} // namespace sysmon::test
