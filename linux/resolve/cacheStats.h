// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace sysmon {

/// Something that is bounded. A limit of 0: it has none in this unit.
struct CacheStats {
    std::string_view name;
    uint64_t entries = 0;
    uint64_t limitEntries = 0;
    uint64_t bytes = 0;
    uint64_t limitBytes = 0;
};

} // namespace sysmon
