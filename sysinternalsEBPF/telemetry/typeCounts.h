// SPDX-License-Identifier: MIT
#pragma once

#include "sharedArray.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace sysinternals {

/// What BPF programs count by the type of records, in an array. Element 0 is the total, which is
/// counted last: the sum of the types is never behind it, but for what has a type that no program
/// could tell.
class TypeCounts {
public:
    /// `map` is the map's descriptor; it must outlive this.
    explicit TypeCounts(int map);

    /// What has been counted since the last call; without a type as type 0. Costs one look while
    /// nothing was.
    void takeNew(const std::function<void(uint32_t type, uint64_t count)>& tell);

private:
    uint64_t of(uint32_t type);

    const SharedArray counts_;
    std::vector<uint64_t> read_; ///< by type, when it could last be read
    std::vector<uint64_t> told_; ///< by type
    uint64_t toldWithoutType_ = 0;
};

} // namespace sysinternals
