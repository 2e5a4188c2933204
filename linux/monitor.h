// SPDX-License-Identifier: MIT
//
// The daemon at work: telemetry from the kernel into a Daemon, until a signal ends it.
#pragma once

#include "daemon.h"
#include "libsysinternalsEBPF.h"
#include "telemetryPrograms.h"

#include <string>
#include <vector>

namespace sysmon {

/// Whether a signal has asked this program to end.
bool stopSignalled();

class Monitor {
public:
    /// `btfFile` is the BTF of this kernel, empty for the kernel's own. Keeps a reference to
    /// `sink`. Throws Error.
    Monitor(const Configuration& configuration, Sink& sink, const DaemonOptions& options,
            std::string btfFile);

    /// Watches until SIGINT or SIGTERM, or until the sink fails. Throws Error if it cannot
    /// begin or cannot write any more.
    void run();

private:
    void start();
    void ready();
    void idle();
    void message(const char* text);

    const std::string programFolder_; ///< where this program lies
    const std::string btfFile_;
    ActiveCalls active_;
    Sink& sink_;
    Daemon daemon_;
    std::vector<std::string> early_; ///< messages from before the first event
    bool ready_ = false;
    struct Close {
        void operator()(telemetrySession* session) const { telemetryClose(session); }
    };
    std::unique_ptr<telemetrySession, Close> session_;
};

} // namespace sysmon
