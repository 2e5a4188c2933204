// SPDX-License-Identifier: MIT
//
// The service loop: a session started with what is stored in its folder, reconfigured while it
// runs.
#pragma once

#include "commandLine.h"
#include "controlSocket.h"
#include "installFolder.h"
#include "sensorSession.h"
#include "serviceNotifier.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sysmon {

/// The request to commit the staged command (InstallFolder::proposeCommand()).
inline constexpr std::string_view reconfigureRequest = "reconfigure";

/// The configuration that a command line asks for, with `bytes` as the file that it names, which
/// lies at `file`. Throws UsageError, ConfigurationError.
LoadedConfiguration loadCommand(const std::vector<std::string>& words,
                                const CommandLine& commandLine, std::string_view bytes,
                                const std::string& file);

/// -t: lets the session print each record on standard error.
void traceRecords(const CommandLine& commandLine, SessionHooks& hooks);

class ServiceLoop {
public:
    /// `words` is the command line as a whole, `commandLine` what it means.
    ServiceLoop(InstallFolder folder, CommandLine commandLine, std::vector<std::string> words);

    /// Watches until SIGINT or SIGTERM. Throws what keeps it from that, and notes the reason in the
    /// folder for -i.
    void run();

private:
    struct Settings {
        std::string output;
        std::string format;
        std::string btfFile;
        std::string hashLimit;
    };

    void watch();
    CommandLine installed() const;
    Settings settings() const;
    bool isStored() const;
    LoadedConfiguration load() const;
    LoadedConfiguration loadProposal() const;
    std::unique_ptr<ControlSocket> onReady();
    void onReload();
    void readAgain();
    ControlAnswer takeProposal();
    void onRequest(std::string_view request, ControlSocket::Answer answer);

    const InstallFolder folder_;
    const CommandLine commandLine_;
    const std::vector<std::string> words_;
    ServiceNotifier notice_;
    std::unique_ptr<SensorSession> session_;
    LoadedConfiguration current_;
    bool usesStored_ = false; ///< what runs is the stored command, not that of the command line

    std::mutex mutex_;
    std::vector<ControlSocket::Answer> waiting_; ///< for the staged command to be committed
};

} // namespace sysmon
