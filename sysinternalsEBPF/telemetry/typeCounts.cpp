// SPDX-License-Identifier: MIT
#include "typeCounts.h"

#include "telemetryRecord.h"

namespace sysinternals {

TypeCounts::TypeCounts(int map)
    : counts_(map, TELEMETRY_MAX_TYPES, sizeof(uint64_t)), read_(TELEMETRY_MAX_TYPES),
      told_(TELEMETRY_MAX_TYPES)
{
}

uint64_t TypeCounts::of(uint32_t type)
{
    uint64_t count = 0;
    if (counts_.read(type, &count)) read_[type] = count;
    return read_[type];
}

void TypeCounts::takeNew(const std::function<void(uint32_t type, uint64_t count)>& tell)
{
    const uint64_t total = of(0);
    if (total == told_[0]) return;
    told_[0] = total;
    uint64_t withType = 0;
    for (uint32_t type = 1; type < TELEMETRY_MAX_TYPES; type++) {
        const uint64_t count = of(type);
        withType += count;
        if (count != told_[type]) tell(type, count - told_[type]);
        told_[type] = count;
    }
    if (total <= withType + toldWithoutType_) return;
    tell(0, total - withType - toldWithoutType_);
    toldWithoutType_ = total - withType;
}

} // namespace sysinternals
