// SPDX-License-Identifier: MIT
//
// One run of the daemon in the foreground, from its start to its end.
#pragma once

#include "childProcess.h"
#include "loggedEvent.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sysmon::e2e {

/// The daemon under test: $SYSMON_E2E_DAEMON, else the one that was built.
std::string daemonPath();

class DaemonRun {
public:
    using Predicate = std::function<bool(const LoggedEvent&)>;

    /// Starts it; `configuration` may be empty (none). `switches` come last.
    explicit DaemonRun(const std::string& configuration, ChildProcess::Options options = {},
                       const std::vector<std::string>& switches = {});

    pid_t processId() const { return process_.processId(); }

    /// Reads on until an event after the last one read fits. False if none came in time.
    bool waitFor(const Predicate& fits);
    /// Event 4, Started: everything is attached.
    bool waitStarted();

    /// Asks it to end, reads the rest. Nothing if it did not end in time.
    std::optional<int> stop(int signal, std::chrono::milliseconds time);

    /// All that was read so far.
    const std::vector<LoggedEvent>& events() const { return events_; }
    /// What is wrong with lines, one text each.
    const std::vector<std::string>& badLines() const { return badLines_; }
    std::string errors() { return process_.errors(); }

    /// What must hold of a whole run, after stop(): a text for each thing that does not.
    std::vector<std::string> runProblems(const std::string& computer);

private:
    /// Reads what came; false when nothing more will come before the deadline.
    bool readLines(std::chrono::steady_clock::time_point deadline);

    uint64_t startedNs_;
    ChildProcess process_;
    size_t linesRead_ = 0;
    std::vector<LoggedEvent> events_;
    std::vector<std::string> badLines_;
};

/// Nanoseconds since 1970.
uint64_t realTimeNs();

} // namespace sysmon::e2e
