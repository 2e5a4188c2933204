// SPDX-License-Identifier: MIT
#pragma once

#include "asyncLookups.h"

#include <array>
#include <cstdint>
#include <string>

namespace sysmon {

/// An address in network byte order; IPv4 as ::ffff:a.b.c.d.
using IpAddress = std::array<uint8_t, 16>;

struct IpAddressHash {
    size_t operator()(const IpAddress& address) const noexcept;
};

/// The name that the system's name services have for an address, however long they take; empty if
/// there is none. May be called by several threads at once.
std::string askForHostName(const IpAddress& address);

/// Host names by address, asked for on other threads and remembered for a while. Bounded.
class HostNames {
public:
    using Lookups = AsyncLookups<IpAddress, IpAddressHash>;
    static constexpr size_t maxNames = 16'384;

    explicit HostNames(Lookups::Ask ask = askForHostName);

    /// Never blocks. nullptr if too many are being asked for already.
    DeferredTextPtr name(const IpAddress& address) { return lookups_.get(address); }

    size_t size() const noexcept { return lookups_.size(); }

private:
    Lookups lookups_;
};

} // namespace sysmon
