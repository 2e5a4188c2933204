// SPDX-License-Identifier: MIT
#include "recordOrder.h"

#include <algorithm>
#include <iterator>

namespace sysinternals {

void RecordOrder::add(Record record)
{
    collected_.push_back(std::move(record));
}

void RecordOrder::release(uint64_t watermarkNs, std::vector<Record>& ret_records)
{
    // Stable: records of one CPU with the same time stay in the order in which they were sent.
    std::stable_sort(
        collected_.begin(), collected_.end(),
        [](const Record& left, const Record& right) { return left->timeNs < right->timeNs; });
    auto young = std::partition_point(
        collected_.begin(), collected_.end(),
        [watermarkNs](const Record& record) { return record->timeNs < watermarkNs; });
    ret_records.assign(std::make_move_iterator(collected_.begin()), std::make_move_iterator(young));
    collected_.erase(collected_.begin(), young);
}

} // namespace sysinternals
