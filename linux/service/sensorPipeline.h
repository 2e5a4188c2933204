// SPDX-License-Identifier: MIT
//
// The pipeline of the daemon: records of the kernel, and how many were lost, become lines in a
// sink. The session (sensorSession.h) calls it from the callbacks of the telemetry library.
#pragma once

#include "configuration.h"
#include "eventRecordId.h"
#include "eventsCommon.h"
#include "linuxPlatform.h"
#include "networkTracker.h"
#include "outputxml.h"
#include "sink.h"
#include "stats.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// Where a configuration came from, for the configuration-change event.
struct ConfigurationOrigin {
    std::string name = "Defaults"; ///< path as the user gave it, or the command line
    std::string file;              ///< to be hashed; empty: none
};

struct SensorOptions {
    std::string eventIdFile{}; ///< keeps EventRecordID over restarts; empty: counts from 1
    ConfigurationOrigin origin{};
    FormatEvent format = FormatSyslogString;
    uint64_t hashLimitBytes = parseHashLimit({}); ///< larger files get no hash
    /// What the processes run that look things up, see ResolverPool; empty: nothing is looked up.
    std::string resolver{};
    std::string target{};     ///< as -output names it, for stats
    std::string formatName{}; ///< likewise
};

/// A configuration to run with and where it came from.
struct LoadedConfiguration {
    Configuration configuration;
    ConfigurationOrigin origin{};
};

/// Its functions may be called from any thread.
class SensorPipeline {
public:
    /// Keeps a reference to `sink`. `calls` are those of the processes that look things up. Throws
    /// Error.
    SensorPipeline(const Configuration& configuration, Sink& sink, const SensorOptions& options,
                   const ResolverPool::Calls& calls = {});

    /// Reads the processes that exist and reports that monitoring began (events 4 and 16). To be
    /// called when the programs are attached; records may come before. `coverage` says what is
    /// watched.
    void start(std::string_view coverage = "-");
    /// Reports what is still unreported, and that monitoring ended (event 4). The last call.
    void stop();

    /// Switches to another configuration and reports it (event 16). Throws Error and then has
    /// changed nothing.
    void configure(const LoadedConfiguration& loaded);

    /// One record from the kernel.
    void onRecord(const void* data, size_t size) noexcept;
    /// Records that were lost before they came here.
    void onLost(LossPlace place, uint16_t eventType, uint64_t count) noexcept;
    /// Runs of BPF programs that the kernel skipped.
    void onSkipped(uint64_t runs) noexcept;
    void onMerged(uint16_t eventType, uint64_t count) noexcept;
    /// The end of a batch of records.
    void onBatchEnd() noexcept;
    /// To be called every second or so.
    void onTick() noexcept;
    /// Log files were rotated.
    void reopenOutput() noexcept;

    /// Event 255.
    void reportError(std::string_view id, std::string_view description);

    const EventCounters& counters() const noexcept { return pipeline_.counters(); }
    /// Fills in what the pipeline knows. Does not wait for the pipeline, however long it is stuck.
    void addStats(Stats& ret_stats) const;

private:
    void tellConfiguration();
    void showSizes();
    void handle_event(const SYSMON_EVENT_HEADER* record) noexcept;
    bool isRepeatedFlow(const SYSMON_EVENT_HEADER& record) noexcept;
    void reportLosses(bool now);

    std::mutex mutex_;
    Sink& sink_;
    ConfigurationOrigin origin_;
    LinuxPlatform platform_;
    EventRecordId recordId_;
    LineOutput output_;
    EventPipeline pipeline_;
    NetworkTracker networkTracker_;
    /// A record that came at an odd address. A ring may pad the longest by up to 8 bytes.
    std::array<uint64_t, SYSMON_RECORD_MAX / 8 + 1> aligned_;
    ByEventType<uint64_t> reportedDrops_;

    /// Copies for addStats() of what belongs to the pipeline.
    struct Shown {
        std::string configuration;
        std::string configurationHash = "-";
        std::vector<CacheStats> caches;
        uint64_t waitingEvents = 0;
        uint64_t skippedRuns = 0;
    };
    const std::string target_;
    const std::string formatName_;
    mutable std::mutex shownMutex_;
    Shown shown_;
};

} // namespace sysmon
