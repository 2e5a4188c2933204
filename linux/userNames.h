// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace sysmon {

/// Account names by uid, remembered for a while. Bounded.
class UserNames {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr size_t maxNames = 4096;
    static constexpr std::chrono::seconds maxAge{60};

    /// Without an account the decimal uid.
    const std::string& name(uint32_t userId, Clock::time_point now = Clock::now());

    size_t size() const noexcept { return names_.size(); }

private:
    void makeRoom(Clock::time_point now);

    struct Entry {
        std::string name;
        Clock::time_point readAt;
    };
    std::unordered_map<uint32_t, Entry> names_;
};

} // namespace sysmon
