// SPDX-License-Identifier: MIT
#include "commandRunner.h"

#include "error.h"
#include "linuxHelpers.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr const char* folders[] = {"/usr/sbin", "/usr/bin", "/sbin", "/bin"};
constexpr const char* searchPath = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
constexpr int notFound = 127;

/// Where a command of that name or path is; empty: nowhere.
std::string findCommand(const std::string& name)
{
    if (name.starts_with('/')) return access(name.c_str(), X_OK) == 0 ? name : std::string();
    for (const char* folder : folders) {
        std::string path = std::string(folder) + '/' + name;
        if (access(path.c_str(), X_OK) == 0) return path;
    }
    return {};
}

[[noreturn]] void execute(const char* path, char* const* words, int output)
{
    // Neither pagers nor questions: nobody is there to answer.
    const char* const environment[] = {searchPath, "LC_ALL=C", "SYSTEMD_PAGER=", nullptr};
    const int input = open("/dev/null", O_RDONLY);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execve(path, words, const_cast<char* const*>(environment));
    _exit(notFound);
}

std::string readToEnd(int fd)
{
    std::string text;
    char buffer[4096];
    while (true) {
        const ssize_t size = read(fd, buffer, sizeof buffer);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return text;
        text.append(buffer, static_cast<size_t>(size));
    }
}

int waitEnd(pid_t process)
{
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

CommandResult runCommand(const std::vector<std::string>& words)
{
    // Never from the current folder, which may be anybody's.
    const std::string program = findCommand(words[0]);
    if (program.empty()) return {notFound, "there is no command " + words[0]};
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        throw EnvironmentError("cannot create a pipe: " + errorText(errno));
    const UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    const pid_t process = fork();
    if (process < 0) throw EnvironmentError("cannot start " + program + ": " + errorText(errno));
    if (process == 0) execute(program.c_str(), arguments.data(), writing.get());
    writing.reset();
    CommandResult result;
    result.output = readToEnd(reading.get());
    result.status = waitEnd(process);
    return result;
}

bool hasCommand(const std::string& name)
{
    return !findCommand(name).empty();
}

} // namespace sysmon
