// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sysmon {

/// Names of services by port, read as a whole: most ports of a connection have none, and asking the
/// system about each of them would read the file each time. Bounded by the number of ports.
class ServiceNames {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::minutes maxAge{10};

    /// `protocol` is "tcp" or "udp". Empty: the system knows no name.
    const std::string& name(uint16_t port, std::string_view protocol,
                            Clock::time_point now = Clock::now());

private:
    void read();

    std::unordered_map<uint32_t, std::string> names_;
    Clock::time_point readAt_{};
};

} // namespace sysmon
