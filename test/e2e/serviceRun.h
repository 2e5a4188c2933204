// SPDX-License-Identifier: MIT
//
// One run of the daemon as a service manager runs it, with an /opt/sysmon of its own: it and who
// asks it live in a mount namespace that nobody else sees.
#pragma once

#include "childProcess.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace sysmon::e2e {

class ServiceRun {
public:
    /// Starts it and waits until it can be asked. Throws if it cannot. `prepare` runs in the new
    /// namespace before.
    explicit ServiceRun(const std::string& configuration, const std::string& output,
                        std::function<void()> prepare = {});

    /// Another `sysmon` beside it: exit status and what it printed.
    struct Result {
        int status = -1;
        std::string output;
        std::string errors;
    };
    Result run(const std::vector<std::string>& arguments) const;

    /// What -stats json says. Throws if it does not.
    nlohmann::json stats() const;
    /// Waits until `fits(stats)`; throws, with the last ones, if nothing changes any more.
    template <typename Fits>
    nlohmann::json awaitStats(Fits fits) const
    {
        auto deadline = std::chrono::steady_clock::now() + longEnough;
        // Asking runs a program, which is an event: something always changes.
        const auto lastDeadline = std::chrono::steady_clock::now() + 10 * longEnough;
        nlohmann::json before;
        while (true) {
            nlohmann::json now = stats();
            if (fits(now)) return now;
            // A busy machine may take long, as long as it goes on.
            if (now["events"] != before["events"] || now["output"] != before["output"])
                deadline = std::min(std::chrono::steady_clock::now() + longEnough, lastDeadline);
            before = now;
            if (std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error("stats did not become as awaited: " + now.dump());
        }
    }

    void signal(int number) const { daemon_->signal(number); }
    /// SIGSTOP, until it has come.
    void pause() const;
    /// Its exit status; nothing if it does not end.
    std::optional<int> stop();
    std::string errors() { return daemon_->errors(); }

    /// Runs something else in its namespace.
    std::unique_ptr<ChildProcess> beside(const std::vector<std::string>& arguments,
                                         ChildProcess::Options options = {}) const;
    /// A process that is among the daemon's mounts already, and keeps them when the daemon ends.
    std::unique_ptr<ChildProcess> witness() const;

private:
    std::unique_ptr<ChildProcess> daemon_;
};

} // namespace sysmon::e2e
