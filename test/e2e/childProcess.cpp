// SPDX-License-Identifier: MIT
#include "childProcess.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace sysmon::e2e {

namespace {

using std::chrono::steady_clock;

struct Pipe {
    int readEnd;
    int writeEnd;
};

Pipe makePipe()
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0) throw std::system_error(errno, std::generic_category(), "pipe");
    return {ends[0], ends[1]};
}

std::vector<char*> pointers(const std::vector<std::string>& arguments)
{
    std::vector<char*> list;
    for (const std::string& argument : arguments)
        list.push_back(const_cast<char*>(argument.c_str()));
    list.push_back(nullptr);
    return list;
}

} // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, Options options)
    : readsOutput_(options.readsOutput)
{
    const Pipe input = makePipe(), output = makePipe(), errors = makePipe();
    const std::vector<char*> list = pointers(arguments);
    processId_ = fork();
    if (processId_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (processId_ == 0) {
        dup2(input.readEnd, STDIN_FILENO);
        dup2(output.writeEnd, STDOUT_FILENO);
        dup2(errors.writeEnd, STDERR_FILENO);
        constexpr int failed = 127;
        if (!options.directory.empty() && chdir(options.directory.c_str()) < 0) _exit(failed);
        if (options.prepare) options.prepare();
        execv(list[0], list.data());
        _exit(failed);
    }
    close(input.readEnd);
    close(output.writeEnd);
    close(errors.writeEnd);
    input_ = input.writeEnd;
    output_ = output.readEnd;
    errors_ = errors.readEnd;
    reader_ = std::thread(&ChildProcess::readPipes, this);
    waiter_ = std::thread(&ChildProcess::awaitEnd, this);
}

ChildProcess::~ChildProcess()
{
    kill(processId_, SIGKILL); // it is there until it is waited for, if only as a zombie
    waiter_.join();
    waitpid(processId_, nullptr, 0);
    closeInput();
    reader_.join();
    closeOutput();
    close(errors_);
}

void ChildProcess::signal(int number) const
{
    kill(processId_, number);
}

void ChildProcess::writeInput(std::string_view bytes)
{
    if (write(input_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        throw std::system_error(errno, std::generic_category(), "write to a child");
}

void ChildProcess::closeInput()
{
    if (input_ >= 0) close(input_);
    input_ = -1;
}

std::vector<std::string> ChildProcess::waitLines(size_t from, steady_clock::time_point deadline)
{
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [&] { return lineEnds_.size() > from || outputEnded_; });
    std::vector<std::string> lines;
    for (size_t i = from; i < lineEnds_.size(); ++i) {
        const size_t begin = i == 0 ? 0 : lineEnds_[i - 1] + 1;
        lines.push_back(outputText_.substr(begin, lineEnds_[i] - begin));
    }
    return lines;
}

std::optional<int> ChildProcess::waitExit(std::chrono::milliseconds time)
{
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, time, [&] { return exitStatus_.has_value(); }))
        changed_.wait_for(lock, longEnough, [&] { return pipesEnded_; });
    return exitStatus_;
}

bool ChildProcess::waitUnread(std::chrono::milliseconds time) const
{
    pollfd readable{output_, POLLIN, 0};
    return poll(&readable, 1, static_cast<int>(time.count())) == 1;
}

bool ChildProcess::waitFull(std::chrono::milliseconds time) const
{
    // No call waits until nothing more can be written: look again and again.
    const std::string path = "/proc/self/fd/" + std::to_string(output_);
    const int writeEnd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    const auto deadline = steady_clock::now() + time;
    pollfd writable{writeEnd, POLLOUT, 0};
    bool full = false;
    while (!full && steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        full = poll(&writable, 1, 0) == 0;
    }
    close(writeEnd);
    return full;
}

std::string ChildProcess::readRest() const
{
    std::string rest;
    char block[4096];
    for (ssize_t length; (length = read(output_, block, sizeof(block))) > 0;)
        rest.append(block, length);
    return rest;
}

void ChildProcess::closeOutput()
{
    if (output_ >= 0) close(output_);
    output_ = -1;
}

std::string ChildProcess::output()
{
    const std::scoped_lock lock(mutex_);
    return outputText_;
}

std::string ChildProcess::errors()
{
    const std::scoped_lock lock(mutex_);
    return errorText_;
}

/// Both pipes until both have ended. Where the output is not to be read it ends with the errors.
void ChildProcess::readPipes()
{
    pollfd pipes[] = {{readsOutput_ ? output_ : -1, POLLIN, 0}, {errors_, POLLIN, 0}};
    while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
        poll(pipes, 2, -1);
        if (pipes[0].revents != 0 && !readPipe(output_, outputText_)) pipes[0].fd = -1;
        if (pipes[1].revents != 0 && !readPipe(errors_, errorText_)) pipes[1].fd = -1;
        const std::scoped_lock lock(mutex_);
        outputEnded_ = pipes[0].fd < 0;
        changed_.notify_all();
    }
    const std::scoped_lock lock(mutex_);
    pipesEnded_ = true;
    changed_.notify_all();
}

/// False at the end.
bool ChildProcess::readPipe(int fd, std::string& text)
{
    char block[65536];
    const ssize_t length = read(fd, block, sizeof(block));
    if (length <= 0) return length < 0 && errno == EINTR;
    const std::scoped_lock lock(mutex_);
    for (ssize_t i = 0; i < length && &text == &outputText_; ++i)
        if (block[i] == '\n') lineEnds_.push_back(text.size() + i);
    text.append(block, length);
    return true;
}

/// Leaves the process to be waited for, so that its id stays its own.
void ChildProcess::awaitEnd()
{
    siginfo_t end{};
    while (waitid(P_PID, processId_, &end, WEXITED | WNOWAIT) < 0 && errno == EINTR)
        continue;
    const std::scoped_lock lock(mutex_);
    exitStatus_ = end.si_code == CLD_EXITED ? end.si_status : -end.si_status;
    changed_.notify_all();
}

} // namespace sysmon::e2e
