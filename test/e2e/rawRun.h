// SPDX-License-Identifier: MIT
//
// A run of the daemon whose lines are looked at as they are, in whatever form.
#pragma once

#include "childProcess.h"

#include <string>
#include <vector>

namespace sysmon::e2e {

class RawRun {
public:
    /// `switches` follow "-i CONFIGURATION -console".
    RawRun(const std::string& configuration, const std::vector<std::string>& switches,
           ChildProcess::Options options = {});

    /// Reads on until a line after the last one read has `text` in it. False if none came in time.
    bool waitFor(const std::string& text);
    /// Everything is attached: the event 4 that says so, in any form.
    bool waitStarted();
    /// Asks it to end, reads the rest. Returns its exit status; -1 if it did not end.
    int stop();

    const std::vector<std::string>& lines() const { return lines_; }
    std::string errors() { return process_.errors(); }

private:
    /// What came since the last call; false if that is nothing until the deadline.
    bool readLines(std::chrono::steady_clock::time_point deadline);

    ChildProcess process_;
    std::vector<std::string> lines_;
};

} // namespace sysmon::e2e
