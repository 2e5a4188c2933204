// SPDX-License-Identifier: MIT
#include "serviceRun.h"

#include "daemonRun.h"
#include "processState.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

namespace sysmon::e2e {

namespace {

constexpr int cannotPrepare = 126;

void ownInstallFolder()
{
    const bool done = unshare(CLONE_NEWNS) == 0 &&
                      mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                      mount("none", "/opt", "tmpfs", 0, "mode=755") == 0;
    if (!done) _exit(cannotPrepare);
}

} // namespace

ServiceRun::ServiceRun(const std::string& configuration, const std::string& output,
                       std::function<void()> prepare)
{
    ChildProcess::Options options;
    options.prepare = [prepare = std::move(prepare)] {
        ownInstallFolder();
        if (prepare) prepare();
    };
    daemon_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{daemonPath(), "-i", configuration, "-service", "-output", output},
        std::move(options));
    const auto deadline = std::chrono::steady_clock::now() + longEnough;
    while (run({"-stats"}).status != 0)
        if (daemon_->waitExit(std::chrono::milliseconds(50)) ||
            std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the service does not start: " + daemon_->errors());
}

std::unique_ptr<ChildProcess> ServiceRun::beside(const std::vector<std::string>& arguments,
                                                 ChildProcess::Options options) const
{
    const std::string space = "/proc/" + std::to_string(daemon_->processId()) + "/ns/mnt";
    options.prepare = [space] {
        const int mounts = open(space.c_str(), O_RDONLY | O_CLOEXEC);
        if (mounts < 0 || setns(mounts, CLONE_NEWNS) != 0) _exit(cannotPrepare);
    };
    return std::make_unique<ChildProcess>(arguments, std::move(options));
}

std::unique_ptr<ChildProcess> ServiceRun::witness() const
{
    auto process = beside({"/bin/sh", "-c", "echo there; exec sleep 300"});
    if (process->waitLines(0, std::chrono::steady_clock::now() + longEnough).empty())
        throw std::runtime_error("no process beside the daemon: " + process->errors());
    return process;
}

ServiceRun::Result ServiceRun::run(const std::vector<std::string>& arguments) const
{
    std::vector<std::string> words{daemonPath()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const auto process = beside(words);
    const std::optional<int> status = process->waitExit(longEnough);
    return {status.value_or(-1), process->output(), process->errors()};
}

nlohmann::json ServiceRun::stats() const
{
    const Result result = run({"-stats", "json"});
    if (result.status != 0)
        throw std::runtime_error("-stats json: " + std::to_string(result.status) + ", " +
                                 result.errors);
    return nlohmann::json::parse(result.output);
}

void ServiceRun::pause() const
{
    stopProcess(daemon_->processId());
}

std::optional<int> ServiceRun::stop()
{
    daemon_->signal(SIGTERM);
    return daemon_->waitExit(longEnough);
}

} // namespace sysmon::e2e
