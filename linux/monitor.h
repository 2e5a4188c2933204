// SPDX-License-Identifier: MIT
//
// The daemon at work: telemetry from the kernel into a Daemon, until a signal ends it.
#pragma once

#include "controlSocket.h"
#include "daemon.h"
#include "libsysinternalsEBPF.h"
#include "telemetryPrograms.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// Whether a signal has asked this program to end.
bool stopSignalled();

struct MonitorOptions {
    DaemonOptions daemon;
    std::string btfFile{};       ///< BTF of this kernel; empty: the kernel's own
    std::string controlSocket{}; ///< where others can ask; empty: nowhere
    std::string target{};        ///< of the output, as -output names it
    std::string format{};
    /// What to run with after a reload; throws Error. Empty: it cannot be reloaded.
    std::function<LoadedConfiguration()> load{};
};

/// What others can ask at the control socket:
///     stats text|json|prometheus   how it is doing
///     reload                       run with the configuration that `load` gives; the answer comes
///                                  when it is in force, or says why it was refused
class Monitor {
public:
    /// Keeps a reference to `sink`. Throws Error.
    Monitor(const Configuration& configuration, Sink& sink, MonitorOptions options);

    /// Watches until SIGINT or SIGTERM, or until the sink fails. Throws Error if it cannot
    /// begin or cannot write any more.
    void run();

    /// Goes on with the configuration that `load` gives. Throws Error; then nothing has changed.
    /// Main thread.
    void reloadConfiguration();
    /// From any thread, while it runs.
    Stats stats() const;

private:
    void start();
    void ready();
    void idle();
    void message(const char* text);
    void openControlSocket();
    void answer(std::string_view request, const ControlSocket::Answer& answer);
    void onReload();
    ControlAnswer reload();
    void showPrograms();
    void tellWhatIsLeft() const;

    const std::string programFolder_; ///< where this program lies
    const MonitorOptions options_;
    const uint64_t startUtcNs_;
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    ActiveCalls active_;
    Sink& sink_;
    Daemon daemon_;
    std::vector<std::string> early_; ///< messages from before the first event
    bool ready_ = false;
    struct Close {
        void operator()(telemetrySession* session) const { telemetryClose(session); }
    };
    std::unique_ptr<telemetrySession, Close> session_;

    mutable std::mutex sharedMutex_; ///< for what follows
    std::vector<ProgramStats> programs_;
    std::vector<std::string> notes_;
    std::vector<ControlSocket::Answer> reloads_; ///< who waits for one

    std::optional<ControlSocket> control_; ///< destroyed first: it uses all of the above
};

} // namespace sysmon
