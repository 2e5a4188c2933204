// SPDX-License-Identifier: MIT
//
// Where a scenario plays: a directory with the programs, a configuration, the running daemon.
#pragma once

#include "actorReport.h"
#include "daemonRun.h"
#include "machine.h"
#include "scenario.h"
#include "temporaryFolder.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace sysmon::e2e {

/// A fixture. Skips, and says so, where there is no root.
class Stage : public ::testing::Test {
protected:
    void SetUp() override;

    // ---- the directory ----

    std::filesystem::path directory() const { return directory_.path(); }
    std::filesystem::path workDirectory() const { return directory() / "work"; }
    /// Path of a copy of the program, made now: before the daemon starts, lest it be logged.
    std::string program(const std::string& name);
    /// Writes a file and returns its path.
    std::string writeFile(const std::string& name, const std::string& content);
    /// A name of this stage alone, for what has no path.
    std::string uniqueName() const { return directory().filename(); }

    // ---- the daemon ----

    /// Starts it and waits until everything is attached. Fails the test if that does not happen.
    void startDaemon(const std::string& configurationPath, ChildProcess::Options options = {},
                     const std::vector<std::string>& switches = {});
    DaemonRun& daemon() { return *daemon_; }
    /// Waits until everything that happened before is written: runs a program and waits for its
    /// event. The output is in the order of the kernel's clock.
    void awaitAllWritten();
    /// Ends it by a signal, and checks how it ended and the run as a whole.
    void stopDaemon(int signal = SIGTERM);
    /// Events of programs in the directory, the marker apart, in the order of what happened.
    std::vector<LoggedEvent> loggedHere() const;

    // ---- the actors ----

    /// Runs an actor while the daemon does. Returns its report, with the events of the actor itself
    /// where processes are logged; nothing if this system cannot play it. Throws if it failed.
    std::optional<ActorReport> play(const Scenario& scenario,
                                    const std::vector<std::string>& arguments = {});
    /// What an actor said that this system cannot play.
    const std::string& whyNotPossible() const { return whyNotPossible_; }
    /// Fails the test unless exactly what was reported was logged.
    void compare(const ActorReport& report);

    const Machine& machine() const { return machine_; }

private:
    test::TemporaryFolder directory_;
    Machine machine_ = localMachine();
    std::unique_ptr<DaemonRun> daemon_;
    std::string marker_;
    std::string whyNotPossible_;
};

} // namespace sysmon::e2e
