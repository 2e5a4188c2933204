// SPDX-License-Identifier: MIT
//
// Records as they come out of the rings, made by hand.
#pragma once

#include "recordOrder.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace sysinternals::test {

inline Record makeRecord(uint64_t timeNs, uint16_t type = 1,
                         uint32_t size = sizeof(telemetryRecord))
{
    std::vector<std::byte> bytes(size);
    telemetryRecord header{type, 0, size, timeNs};
    memcpy(bytes.data(), &header, sizeof(header));
    return Record(bytes.data(), bytes.size());
}

inline std::vector<uint64_t> times(const std::vector<Record>& records)
{
    std::vector<uint64_t> result;
    for (const Record& record : records)
        result.push_back(record->timeNs);
    return result;
}

} // namespace sysinternals::test
