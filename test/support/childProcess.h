// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <functional>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace sysmon::test {

/// A process that has done what it was told to do, and then waits until the test is over.
class ChildProcess {
  public:
    /// Returns when `prepare` is done in the child. It may exec: then as soon as that is done.
    explicit ChildProcess(const std::function<void()>& prepare)
    {
        int ready[2];
        if (pipe2(ready, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = fork();
        if (pid_ == 0) {
            close(ready[0]);
            prepare();
            close(ready[1]);
            while (true)
                pause();
        }
        close(ready[1]);
        char end;
        while (read(ready[0], &end, 1) < 0 && errno == EINTR) {
        }
        close(ready[0]);
    }
    ~ChildProcess()
    {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    uint32_t id() const { return static_cast<uint32_t>(pid_); }

  private:
    pid_t pid_;
};

} // namespace sysmon::test
