// SPDX-License-Identifier: MIT
#pragma once

#include "cacheStats.h"
#include "characterDevices.h"
#include "fileHashes.h"
#include "hostNames.h"
#include "linuxClock.h"
#include "platform.h"
#include "procReader.h"
#include "resolverPool.h"
#include "serviceNames.h"
#include "userNames.h"

#include <memory>
#include <string>
#include <vector>

namespace sysmon {

/// The machine this runs on.
class LinuxPlatform : public Platform {
public:
    /// `calls` are those of the processes that look things up, `program` what they run; empty:
    /// nothing is looked up. Throws EnvironmentError if /proc does not have what is needed.
    explicit LinuxPlatform(const ResolverPool::Calls& calls = {}, const std::string& program = {});

    /// For the start, before there are events: asks for what all need, and waits a moment for it.
    void prepare();

    void setHashAlgorithms(HashAlgorithms algorithms) { hashes_.setAlgorithms(algorithms); }
    void setHashLimit(uint64_t bytes) { hashes_.setLimit(bytes); }
    void setHostNameLookup(bool enabled);
    void addCacheSizes(std::vector<CacheStats>& ret_caches) const;

    std::vector<ProcessFacts> listProcesses() override;
    bool readProcess(uint32_t processId, ProcessFacts& ret_facts) override;
    DeferredTextPtr userName(uint32_t userId) override;
    std::string serviceName(uint16_t port, std::string_view protocol) override;
    DeferredTextPtr hashes(const ExecutedFile& file) override;
    DeferredTextPtr hashes(const DeletedFile& file) override;
    DeferredTextPtr hostName(std::span<const uint8_t, 16> address, uint32_t userId) override;
    ResolvedPath resolvePath(uint32_t processId, std::string_view base,
                             std::string_view name) override;
    uint32_t resolveProcessId(uint32_t callerId, uint32_t id) override;
    bool isProcFileSystem(uint32_t processId, uint32_t device) override;
    bool isRawCharacterDevice(uint32_t major) override { return devices_.isRaw(major); }
    uint64_t utcNs(uint64_t monotonicNs) override;
    uint64_t monotonicNowNs() override;
    uint64_t bootUtcNs() override;
    uint32_t machineId() override;

private:
    ResolverPool files_;
    ResolverPool hosts_;
    ResolverPool accounts_;
    ProcReader processes_;
    UserNames users_;
    ServiceNames services_;
    FileHashes hashes_;
    std::unique_ptr<HostNames> hostNames_; ///< nullptr: not to be looked up
    CharacterDevices devices_;
    LinuxClock clock_;
    uint64_t bootUtcNs_;
    uint32_t machineId_;
};

} // namespace sysmon
