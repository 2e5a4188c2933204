// SPDX-License-Identifier: MIT
#include "rawRun.h"

#include "daemonRun.h"

#include <signal.h>

namespace sysmon::e2e {

namespace {

using std::chrono::steady_clock;

std::vector<std::string> commandLine(const std::string& configuration,
                                     const std::vector<std::string>& switches)
{
    std::vector<std::string> words = {daemonPath(), "-i", configuration, "-console"};
    words.insert(words.end(), switches.begin(), switches.end());
    return words;
}

} // namespace

RawRun::RawRun(const std::string& configuration, const std::vector<std::string>& switches,
               ChildProcess::Options options)
    : process_(commandLine(configuration, switches), std::move(options))
{
}

bool RawRun::readLines(steady_clock::time_point deadline)
{
    const std::vector<std::string> lines = process_.waitLines(lines_.size(), deadline);
    lines_.insert(lines_.end(), lines.begin(), lines.end());
    return !lines.empty();
}

bool RawRun::waitFor(const std::string& text)
{
    const auto deadline = steady_clock::now() + longEnough;
    for (size_t seen = lines_.size();;) {
        if (!readLines(deadline)) return false;
        for (; seen < lines_.size(); ++seen)
            if (lines_[seen].find(text) != std::string::npos) return true;
    }
}

bool RawRun::waitStarted()
{
    return waitFor("Started");
}

int RawRun::stop()
{
    process_.signal(SIGTERM);
    const std::optional<int> status = process_.waitExit(longEnough);
    while (status && readLines(steady_clock::now()))
        continue;
    return status.value_or(-1);
}

} // namespace sysmon::e2e
