// SPDX-License-Identifier: MIT
#include "linuxPlatform.h"

#include "pathResolver.h"
#include "pidNamespaces.h"

#include <algorithm>

namespace sysmon {

LinuxPlatform::LinuxPlatform() : bootUtcNs_(readBootUtcNs()), machineId_(readMachineId()) {}

void LinuxPlatform::addCacheSizes(std::vector<CacheStats>& ret_caches) const
{
    ret_caches.push_back(
        {.name = "user names", .entries = users_.size(), .limitEntries = UserNames::maxNames});
    ret_caches.push_back(
        {.name = "hashed files", .entries = hashes_.size(), .limitEntries = hashes_.maxFiles()});
    if (hostNames_)
        ret_caches.push_back({.name = "host names",
                              .entries = hostNames_->size(),
                              .limitEntries = HostNames::maxNames});
}

std::vector<ProcessFacts> LinuxPlatform::listProcesses()
{
    return processes_.listProcesses();
}

bool LinuxPlatform::readProcess(uint32_t processId, ProcessFacts& ret_facts)
{
    return processes_.readProcess(processId, ret_facts);
}

std::string LinuxPlatform::userName(uint32_t userId)
{
    return users_.name(userId);
}

std::string LinuxPlatform::serviceName(uint16_t port, std::string_view protocol)
{
    return services_.name(port, protocol);
}

DeferredTextPtr LinuxPlatform::hashes(const ExecutedFile& file)
{
    return hashes_.hashes(file);
}

DeferredTextPtr LinuxPlatform::hashes(const DeletedFile& file)
{
    return hashes_.hashes(file);
}

void LinuxPlatform::setHostNameLookup(bool enabled)
{
    if (enabled != static_cast<bool>(hostNames_))
        hostNames_ = enabled ? std::make_unique<HostNames>() : nullptr;
}

DeferredTextPtr LinuxPlatform::hostName(std::span<const uint8_t, 16> address)
{
    if (!hostNames_) return nullptr;
    IpAddress copy;
    std::ranges::copy(address, copy.begin());
    return hostNames_->name(copy);
}

ResolvedPath LinuxPlatform::resolvePath(uint32_t processId, std::string_view base,
                                        std::string_view name)
{
    return resolveProcessPath(processId, base, name);
}

uint32_t LinuxPlatform::resolveProcessId(uint32_t callerId, uint32_t id)
{
    return processOfNumber(callerId, id);
}

bool LinuxPlatform::isProcFileSystem(uint32_t processId, uint32_t device)
{
    return sysmon::isProcFileSystem(processId, device);
}

uint64_t LinuxPlatform::utcNs(uint64_t monotonicNs)
{
    return clock_.utcNs(monotonicNs);
}

uint64_t LinuxPlatform::monotonicNowNs()
{
    return clock_.monotonicNowNs();
}

uint64_t LinuxPlatform::bootUtcNs()
{
    return bootUtcNs_;
}

uint32_t LinuxPlatform::machineId()
{
    return machineId_;
}

} // namespace sysmon
