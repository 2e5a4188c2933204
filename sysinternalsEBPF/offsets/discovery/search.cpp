// SPDX-License-Identifier: MIT
#include "search.h"

#include <algorithm>

namespace sysinternals {

bool isKernelPointer(uint64_t value)
{
    return isKernelAddress(value) && value % 8 == 0;
}

std::vector<uint32_t> offsetsWhere(const std::vector<const Dump*>& dumps, size_t step,
                                   const std::function<bool(size_t dump, uint32_t offset)>& holds)
{
    std::vector<uint32_t> found;
    if (dumps.empty()) return found;
    for (uint32_t offset = 0; offset + step <= dumps[0]->size(); offset += step) {
        bool everywhere = true;
        for (size_t i = 0; i < dumps.size() && everywhere; i++)
            everywhere = offset + step <= dumps[i]->size() && holds(i, offset);
        if (everywhere) found.push_back(offset);
    }
    return found;
}

std::vector<uint32_t> offsetsWithValues(const std::vector<Witness>& witnesses, size_t bytes,
                                        uint64_t mask)
{
    std::vector<const Dump*> dumps;
    for (const Witness& witness : witnesses)
        dumps.push_back(witness.dump);
    return offsetsWhere(dumps, bytes, [&](size_t i, uint32_t offset) {
        return (wordAt(*dumps[i], offset, bytes) & mask) == (witnesses[i].value & mask);
    });
}

} // namespace sysinternals
