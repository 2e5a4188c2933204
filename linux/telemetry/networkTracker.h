// SPDX-License-Identifier: MIT
#pragma once

#include "ioctlcmd.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <unordered_set>

namespace sysmon {

/// Tells network events apart that are one: a TCP connection is an event each time, a UDP flow (one
/// process, both addresses and ports) only once in `flowNs`, whichever way its datagrams go. The
/// BPF programs sort out most of what repeats, but remember fewer flows. Bounded: the flow that was
/// told longest ago is forgotten first.
class NetworkTracker {
public:
    static constexpr uint64_t flowNs = 30ull * 60 * 1'000'000'000;
    static constexpr size_t maxFlows = 65536;

    explicit NetworkTracker(size_t limit = maxFlows) : limit_(limit) {}

    /// Whether the record is to be told; it must be without fault. Remembers it if so.
    bool isNew(const SYSMON_NETWORK_CONNECT& record) noexcept;

    size_t size() const noexcept { return flows_.size(); }

private:
    struct Flow {
        uint64_t startTimeNs;
        SYSMON_NETWORK_END local;
        SYSMON_NETWORK_END remote;
        uint32_t processId;
        uint32_t reserved; ///< no padding: compared and hashed as bytes

        bool operator==(const Flow& other) const noexcept
        {
            return std::memcmp(this, &other, sizeof *this) == 0;
        }
    };
    struct HashFlow {
        size_t operator()(const Flow& flow) const noexcept;
    };
    struct Told {
        Flow flow;
        uint64_t timeNs;
    };

    static Flow flowOf(const SYSMON_NETWORK_CONNECT& record) noexcept;
    void forgetOldest();
    void makeRoom(uint64_t nowNs);

    size_t limit_;
    std::deque<Told> told_;                    ///< the oldest first
    std::unordered_set<Flow, HashFlow> flows_; ///< the same
};

} // namespace sysmon
