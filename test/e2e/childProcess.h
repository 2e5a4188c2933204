// SPDX-License-Identifier: MIT
//
// A program with pipes as standard input, output and error, read as they fill.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace sysmon::e2e {

/// Longer than anything takes on the slowest machine: only a failure waits that long.
inline constexpr std::chrono::seconds longEnough{90};

class ChildProcess {
public:
    struct Options {
        std::string directory = {}; ///< to start in; empty: this one
        /// Runs in the child before the program does; may only make system calls.
        std::function<void()> prepare = {};
        bool readsOutput = true; ///< else its output is left in the pipe, which fills up
    };

    /// Starts `arguments`[0]. A program that cannot be executed exits with 127.
    explicit ChildProcess(const std::vector<std::string>& arguments, Options options);
    explicit ChildProcess(const std::vector<std::string>& arguments)
        : ChildProcess(arguments, Options{})
    {
    }
    /// Kills what still runs.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t processId() const { return processId_; }
    void signal(int number) const;
    void writeInput(std::string_view bytes);
    void closeInput();

    /// The lines of standard output from number `from` on, as soon as there is one; empty when the
    /// output ended or the deadline passed before.
    std::vector<std::string> waitLines(size_t from, std::chrono::steady_clock::time_point deadline);
    /// The exit status (of a signal that ended it the negative), with all output read; nothing if
    /// it still runs at the end of the time.
    std::optional<int> waitExit(std::chrono::milliseconds time);

    /// Where the output is not read: waits until there is some.
    bool waitUnread(std::chrono::milliseconds time) const;
    /// Where the output is not read: waits until the pipe takes no more.
    bool waitFull(std::chrono::milliseconds time) const;
    /// Where the output is not read: reads it now, to its end.
    std::string readRest() const;
    /// Where the output is not read: as if the reader had ended.
    void closeOutput();

    /// What came so far.
    std::string output();
    std::string errors();

private:
    void readPipes();
    bool readPipe(int fd, std::string& text);
    void awaitEnd();

    pid_t processId_ = -1;
    int input_ = -1;
    int output_ = -1;
    int errors_ = -1;
    bool readsOutput_;

    std::mutex mutex_; ///< for what follows
    std::condition_variable changed_;
    std::string outputText_;
    std::string errorText_;
    std::vector<size_t> lineEnds_; ///< positions of line ends in outputText_
    bool outputEnded_ = false;
    bool pipesEnded_ = false;
    std::optional<int> exitStatus_;

    std::thread reader_;
    std::thread waiter_;
};

} // namespace sysmon::e2e
