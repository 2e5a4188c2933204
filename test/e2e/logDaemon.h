// SPDX-License-Identifier: MIT
//
// A real rsyslogd that reads one socket and writes one file: it has nothing to do with the
// machine's own, nor with /dev/log.
#pragma once

#include "childProcess.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sysmon::e2e {

class LogDaemon {
public:
    static bool isInstalled();

    /// Its files are in `directory`.
    explicit LogDaemon(std::filesystem::path directory);

    std::string socketPath() const { return directory_ / "log"; }
    /// What it has written: the messages, one per line.
    std::filesystem::path outputPath() const { return directory_ / "messages"; }

    /// Starts it and waits until it listens. Throws if it does not.
    void start();
    void signal(int number) const { process_->signal(number); }
    /// Waits for its end.
    void awaitEnd();
    /// SIGSTOP, until it has come.
    void pause() const;

private:
    std::filesystem::path directory_;
    std::unique_ptr<ChildProcess> process_;
};

} // namespace sysmon::e2e
