// SPDX-License-Identifier: MIT
#include "networkTracker.h"

#include <exception>
#include <netinet/in.h>
#include <string_view>

namespace sysmon {

size_t NetworkTracker::HashFlow::operator()(const Flow& flow) const noexcept
{
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(&flow), sizeof flow});
}

NetworkTracker::Flow NetworkTracker::flowOf(const SYSMON_NETWORK_CONNECT& record) noexcept
{
    static_assert(sizeof(Flow) == 2 * sizeof(uint64_t) + 2 * sizeof(SYSMON_NETWORK_END));
    return {record.header.process.startTimeNs, record.local, record.remote,
            record.header.process.processId, 0};
}

bool NetworkTracker::isNew(const SYSMON_NETWORK_CONNECT& record) noexcept
{
    if (record.protocol != IPPROTO_UDP) return true;
    try {
        makeRoom(record.header.timeNs);
        const Flow flow = flowOf(record);
        if (flows_.contains(flow)) return false;
        told_.push_back({flow, record.header.timeNs});
        flows_.insert(flow);
    } catch (const std::exception&) {
        // No memory to remember it: rather told twice than not at all.
        if (told_.size() > flows_.size()) told_.pop_back();
    }
    return true;
}

void NetworkTracker::forgetOldest()
{
    flows_.erase(told_.front().flow);
    told_.pop_front();
}

void NetworkTracker::makeRoom(uint64_t nowNs)
{
    while (!told_.empty() && nowNs >= told_.front().timeNs + flowNs)
        forgetOldest();
    while (told_.size() >= limit_)
        forgetOldest();
}

} // namespace sysmon
