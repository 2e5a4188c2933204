// SPDX-License-Identifier: MIT
//
// A machine without systemd, made of this one: the folders that an installation changes are the
// test's own, and so is what is mounted there. Everything else, the kernel included, is shared.
#pragma once

#include "childProcess.h"
#include "loggedEvent.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sysmon::e2e {

struct Ending {
    int status = 0;
    std::string output;
    std::string errors;
};

/// One per process at a time. What it changes is undone at its end, also what still runs.
class PrivateMachine {
public:
    PrivateMachine();
    ~PrivateMachine();
    PrivateMachine(const PrivateMachine&) = delete;
    PrivateMachine& operator=(const PrivateMachine&) = delete;

    /// Runs the program that was built, to its end.
    Ending sysmon(std::vector<std::string> arguments, ChildProcess::Options options = {}) const;
    /// Runs /etc/init.d/sysmon.
    Ending initScript(const std::string& action) const;

    /// The installed daemon, if it runs (0: no).
    pid_t daemon() const;
    /// What is in the files of everything() but those that change by themselves.
    std::map<std::string, std::string> installed() const;
    /// What is in all files below /opt, /etc/init.d and the folders of runlevels, by path.
    std::map<std::string, std::string> everything() const;

private:
    std::vector<std::string> mounted_;
};

/// Whether there is such a process, and it has not ended.
bool runs(pid_t process);

/// The events in a file, in order; a line that is none fails the test.
std::vector<LoggedEvent> eventsIn(const std::string& file);

/// The same, as soon as there is an event that fits; fails the test when none came.
std::vector<LoggedEvent> awaitEvent(const std::string& file,
                                    const std::function<bool(const LoggedEvent&)>& fits);

} // namespace sysmon::e2e
