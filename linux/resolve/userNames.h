// SPDX-License-Identifier: MIT
#pragma once

#include "asyncLookups.h"
#include "localAccounts.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace sysmon {

/// Account names by uid, remembered for a while. Bounded. Local accounts are known at once; others
/// are asked for.
class UserNames {
public:
    using Clock = std::chrono::steady_clock;
    using Lookups = AsyncLookups<uint32_t>;
    static constexpr size_t maxNames = 4096;
    static constexpr std::chrono::seconds maxAge{60};

    explicit UserNames(Lookups::Ask ask, std::string passwordFile = "/etc/passwd");

    /// Never blocks. The text is empty, or nullptr is returned, where there is no account or it
    /// cannot be asked for.
    DeferredTextPtr name(uint32_t userId, Clock::time_point now = Clock::now());

    /// Names that do not come from the password file.
    size_t size() const noexcept { return lookups_.size(); }

private:
    LocalAccounts local_;
    Lookups lookups_;
};

} // namespace sysmon
