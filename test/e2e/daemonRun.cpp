// SPDX-License-Identifier: MIT
#include "daemonRun.h"

#include "runCheck.h"

#include <cstdlib>

namespace sysmon::e2e {

namespace {

using std::chrono::steady_clock;

std::vector<std::string> commandLine(const std::string& configuration,
                                     const std::vector<std::string>& switches)
{
    std::vector<std::string> words = {daemonPath(), "-i"};
    if (!configuration.empty()) words.push_back(configuration);
    words.push_back("-console");
    words.insert(words.end(), switches.begin(), switches.end());
    return words;
}

} // namespace

std::string daemonPath()
{
    const char* path = getenv("SYSMON_E2E_DAEMON");
    return path ? path : E2E_DAEMON;
}

uint64_t realTimeNs()
{
    const auto time = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
}

DaemonRun::DaemonRun(const std::string& configuration, ChildProcess::Options options,
                     const std::vector<std::string>& switches)
    : startedNs_(realTimeNs()), process_(commandLine(configuration, switches), std::move(options))
{
}

bool DaemonRun::readLines(steady_clock::time_point deadline)
{
    const std::vector<std::string> lines = process_.waitLines(linesRead_, deadline);
    linesRead_ += lines.size();
    for (const std::string& line : lines) {
        try {
            events_.push_back(parseEventLine(line));
        } catch (const LineError& error) {
            badLines_.push_back(error.what());
        }
    }
    return !lines.empty();
}

bool DaemonRun::waitFor(const Predicate& fits)
{
    const auto deadline = steady_clock::now() + longEnough;
    for (size_t seen = events_.size();;) {
        if (!readLines(deadline)) return false;
        for (; seen < events_.size(); ++seen)
            if (fits(events_[seen])) return true;
    }
}

bool DaemonRun::waitStarted()
{
    return waitFor([](const LoggedEvent& event) { return event["State"] == "Started"; });
}

std::optional<int> DaemonRun::stop(int signal, std::chrono::milliseconds time)
{
    process_.signal(signal);
    const std::optional<int> status = process_.waitExit(time);
    if (status)
        while (readLines(steady_clock::now()))
            continue;
    return status;
}

std::vector<std::string> DaemonRun::runProblems(const std::string& computer)
{
    std::vector<std::string> found = badLines_;
    const auto daemon = static_cast<uint32_t>(processId());
    for (std::string& problem : checkRun(events_, {daemon, computer, startedNs_, realTimeNs()}))
        found.push_back(std::move(problem));
    const std::string output = process_.output();
    if (!output.empty() && output.back() != '\n') found.push_back("the last line has no end");
    return found;
}

} // namespace sysmon::e2e
