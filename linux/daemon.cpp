// SPDX-License-Identifier: MIT
#include "daemon.h"

#include "linuxTypes.h"
#include "record.h"

#include <cstring>
#include <utility>

namespace sysmon {

namespace {

std::shared_ptr<const PipelineConfiguration> pipelineConfiguration(const Configuration& from)
{
    return std::make_shared<const PipelineConfiguration>(
        PipelineConfiguration{RuleSet::fromBlob(from.blob), FieldSizes(from.fieldLimits)});
}

} // namespace

Daemon::Daemon(const Configuration& configuration, Sink& sink, const DaemonOptions& options)
    : sink_(sink), origin_(options.origin), recordId_(options.eventIdFile),
      output_(sink, recordId_, options.format), pipeline_(platform_, output_)
{
    platform_.setHashAlgorithms(parseHashAlgorithms(configuration.hashAlgorithms));
    pipeline_.configure(pipelineConfiguration(configuration));
}

void Daemon::start()
{
    const std::lock_guard lock(mutex_);
    pipeline_.seed();
    pipeline_.serviceStateChanged("Started", SYSMON_VERSION);
    tellConfiguration();
    sink_.flush();
}

void Daemon::configure(const LoadedConfiguration& loaded)
{
    const HashAlgorithms algorithms = parseHashAlgorithms(loaded.configuration.hashAlgorithms);
    auto configuration = pipelineConfiguration(loaded.configuration);
    ConfigurationOrigin origin = loaded.origin;

    const std::lock_guard lock(mutex_);
    platform_.setHashAlgorithms(algorithms);
    pipeline_.configure(std::move(configuration));
    origin_ = std::move(origin);
    tellConfiguration();
    sink_.flush();
}

void Daemon::tellConfiguration()
{
    pipeline_.configurationChanged(origin_.name,
                                   origin_.file.empty() ? "-" : hashOfFile(origin_.file));
}

void Daemon::stop()
{
    const std::lock_guard lock(mutex_);
    reportLosses(true);
    pipeline_.serviceStateChanged("Stopped", SYSMON_VERSION);
    sink_.flush();
}

void Daemon::onRecord(const void* data, size_t size) noexcept
{
    const std::lock_guard lock(mutex_);
    if (size < sizeof(SYSMON_EVENT_HEADER)) return pipeline_.countInvalid(0, "no whole header");
    if (size > sizeof aligned_) return pipeline_.countInvalid(0, "longer than a record can be");
    const auto* record = static_cast<const SYSMON_EVENT_HEADER*>(data);
    if (reinterpret_cast<uintptr_t>(data) % alignof(SYSMON_EVENT_HEADER) != 0) {
        std::memcpy(aligned_.data(), data, size);
        record = reinterpret_cast<const SYSMON_EVENT_HEADER*>(aligned_.data());
    }
    if (record->eventSize > size)
        return pipeline_.countInvalid(record->eventType, "cut short on its way");
    handle_event(record);
}

void Daemon::handle_event(const SYSMON_EVENT_HEADER* record) noexcept
{
    switch (record->eventType) {
    case LinuxProcessFork:
        return pipeline_.processForked(*reinterpret_cast<const SYSMON_PROCESS_FORK*>(record));
    case NetworkConnect:
        if (isRepeatedFlow(*record)) return;
        return pipeline_.DispatchEvent(record);
    default:
        return pipeline_.DispatchEvent(record);
    }
}

bool Daemon::isRepeatedFlow(const SYSMON_EVENT_HEADER& record) noexcept
{
    const bool isWhole = recordFault(record, sizeof(SYSMON_NETWORK_CONNECT)) == nullptr;
    return isWhole &&
           !networkTracker_.isNew(reinterpret_cast<const SYSMON_NETWORK_CONNECT&>(record));
}

void Daemon::onLost(uint16_t eventType, uint64_t count) noexcept
{
    const std::lock_guard lock(mutex_);
    pipeline_.countLost(eventType, count);
}

void Daemon::onSkipped(uint64_t runs) noexcept
{
    const std::lock_guard lock(mutex_);
    pipeline_.countSkipped(runs);
}

void Daemon::onBatchEnd() noexcept
{
    const std::lock_guard lock(mutex_);
    sink_.flush();
}

void Daemon::onTick() noexcept
{
    const std::lock_guard lock(mutex_);
    output_.refreshComputerName();
    reportLosses(false);
    sink_.flush();
}

void Daemon::reopenOutput() noexcept
{
    const std::lock_guard lock(mutex_);
    sink_.reopen();
}

void Daemon::reportLosses(bool now)
{
    const uint64_t dropped = sink_.dropped();
    pipeline_.countDropped(dropped - std::exchange(reportedDrops_, dropped));
    pipeline_.reportLosses(now);
}

void Daemon::reportError(std::string_view id, std::string_view description)
{
    const std::lock_guard lock(mutex_);
    pipeline_.reportError(id, description);
    sink_.flush();
}

} // namespace sysmon
