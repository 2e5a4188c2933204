// SPDX-License-Identifier: MIT
#pragma once

#include "asyncLookups.h"
#include "question.h"

#include <cstddef>
#include <cstdint>

namespace sysmon {

struct IpAddressHash {
    size_t operator()(const IpAddress& address) const noexcept;
};

/// Host names by address, remembered for a while. Bounded.
class HostNames {
public:
    using Lookups = AsyncLookups<IpAddress, IpAddressHash>;
    static constexpr size_t maxNames = 16'384;

    explicit HostNames(Lookups::Ask ask);

    /// Never blocks. nullptr if too many are being asked for already.
    DeferredTextPtr name(const IpAddress& address, uint32_t userId)
    {
        return lookups_.get(address, userId);
    }

    size_t size() const noexcept { return lookups_.size(); }

private:
    Lookups lookups_;
};

} // namespace sysmon
