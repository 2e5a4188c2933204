// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sysmon {

/// An event is never longer than this, in bytes.
inline constexpr size_t maxEventBytes = 65'535;

/// What the System element says of the daemon itself.
struct EventSystem {
    uint64_t recordId;
    uint32_t processId;
    uint32_t threadId;
    uint32_t userId;
    std::string_view computer;
};

} // namespace sysmon
