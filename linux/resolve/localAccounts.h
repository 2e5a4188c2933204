// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <unordered_map>

namespace sysmon {

/// The accounts of the password file: known without asking any service. Bounded.
class LocalAccounts {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr size_t maxAccounts = 65'536;
    /// How long a change of a known account may stay unnoticed.
    static constexpr std::chrono::seconds checkInterval{1};

    explicit LocalAccounts(std::string file = "/etc/passwd") : file_(std::move(file)) {}

    /// nullptr if there is no such account.
    DeferredTextPtr name(uint32_t userId, Clock::time_point now = Clock::now());

private:
    /// What tells one state of the file from another.
    struct Version {
        ino_t inode = 0;
        off_t size = 0;
        int64_t mtimeNs = 0;
        bool operator==(const Version&) const = default;
    };

    void refresh(Clock::time_point now);
    void read();

    std::string file_;
    Version version_;
    Clock::time_point checkedAt_{};
    std::unordered_map<uint32_t, DeferredTextPtr> names_;
};

} // namespace sysmon
