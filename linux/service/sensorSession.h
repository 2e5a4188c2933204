// SPDX-License-Identifier: MIT
//
// The session with the kernel: telemetry into a SensorPipeline, until a signal ends it.
#pragma once

#include "libsysinternalsEBPF.h"
#include "sensorPipeline.h"
#include "telemetryPrograms.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace sysmon {

/// Whether a signal has asked this program to end.
bool stopSignalled();

/// Called on the thread that runs the session; any of them may be empty.
struct SessionHooks {
    std::function<void()> ready{};    ///< everything is attached
    std::function<void()> alive{};    ///< every second or so, and after each batch
    std::function<void()> reload{};   ///< SIGHUP came, or requestReload() was called
    std::function<void()> stopping{}; ///< no more events come
    /// A record came from the kernel. Called before anything is decided.
    std::function<void(const void* data, size_t size)> record{};
};

class SensorSession {
public:
    /// `btfFile` is the BTF of this kernel, empty for the kernel's own. Keeps a reference to
    /// `sink`. Throws Error.
    SensorSession(const Configuration& configuration, Sink& sink, const SensorOptions& options,
                  std::string btfFile, SessionHooks hooks = {});
    ~SensorSession();
    SensorSession(const SensorSession&) = delete;
    SensorSession& operator=(const SensorSession&) = delete;

    /// Watches until SIGINT or SIGTERM, or until the sink fails. Throws Error if it cannot start or
    /// can no longer write.
    void run();

    /// Switches to another configuration, from the reload hook. What both configurations watch is
    /// watched all the time. Throws Error and then keeps the old one.
    void configure(const LoadedConfiguration& loaded);
    /// From any thread.
    void requestReload();
    /// From any thread, once the ready hook was called; does not wait for the pipeline.
    Stats stats() const;
    /// Event 255.
    void reportError(std::string_view id, std::string_view description)
    {
        pipeline_.reportError(id, description);
    }

private:
    ResolverPool::Calls resolverCalls();
    void tellProblems();
    void watchCalls(const ActiveCalls& calls);
    void start();
    void ready();
    void idle();
    void message(const char* text);
    void showPrograms();
    void tellWhatIsLacking() const;

    const std::string programFolder_; ///< where this program lies
    const std::string btfFile_;
    const SessionHooks hooks_;
    const uint64_t startUtcNs_;
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    ActiveCalls active_;
    Sink& sink_;

    struct Close {
        void operator()(telemetrySession* session) const { telemetryClose(session); }
    };
    // What the threads of the pipeline use outlives it.
    std::mutex sessionMutex_; ///< for session_, between this thread and those
    std::unique_ptr<telemetrySession, Close> session_;
    std::mutex problemsMutex_;          ///< for what follows
    std::vector<std::string> problems_; ///< to be told by this thread
    SensorPipeline pipeline_;

    std::vector<std::string> early_; ///< messages from before the first event
    bool ready_ = false;
    mutable std::mutex shownMutex_; ///< for what follows, copies for stats()
    std::vector<ProgramStats> programs_;
    std::vector<std::string> notes_;
};

} // namespace sysmon
