// SPDX-License-Identifier: MIT
#pragma once

#include "asyncLookups.h"
#include "localAccounts.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace sysmon {

/// The name that the system's name services have for a user id, however long they take; empty if
/// there is none. May be called by several threads at once.
std::string askForUserName(uint32_t userId);

/// Account names by uid, remembered for a while. Bounded. Local accounts are known at once; others
/// are asked for on another thread, for which a caller waits a short time only.
class UserNames {
public:
    using Clock = std::chrono::steady_clock;
    using Lookups = AsyncLookups<uint32_t>;
    static constexpr size_t maxNames = 4096;
    static constexpr std::chrono::seconds maxAge{60};
    /// How long name() takes at most, and then only while no earlier answer is overdue.
    static constexpr std::chrono::milliseconds maxWait{50};

    explicit UserNames(Lookups::Ask ask = askForUserName, std::string passwordFile = "/etc/passwd");

    /// Without an account, or as long as it is not known, the decimal uid.
    std::string name(uint32_t userId, Clock::time_point now = Clock::now());

    /// Names that do not come from the password file.
    size_t size() const noexcept { return lookups_.size(); }

private:
    const std::string* wait(const DeferredTextPtr& text);

    LocalAccounts local_;
    Lookups lookups_;
    DeferredTextPtr overdue_; ///< the one that timed out
};

} // namespace sysmon
