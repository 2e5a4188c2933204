// SPDX-License-Identifier: MIT
#pragma once

#include "recordQueue.h"

#include <cstdint>
#include <vector>

namespace sysinternals {

/// Puts records in the order in which they happened.
///
/// A program notes the time before it sends, so even one ring has records in disorder; perf rings,
/// one per CPU, are drained one after the other, and a record may be missing whose ring had been
/// passed already. But whatever was sent before a pass began has been collected when it ends. So
/// records older than the beginning of the pass are complete: sorted, they can go; the younger ones
/// wait for the next pass.
/// What follows from something else (a child from its parent) is always younger and never
/// overtakes.
class RecordOrder {
public:
    void add(Record record);

    /// All collected records with a time before `watermarkNs`, oldest first, in `ret_records`
    /// (emptied first).
    void release(uint64_t watermarkNs, std::vector<Record>& ret_records);

    bool empty() const { return collected_.empty(); }

private:
    std::vector<Record> collected_;
};

} // namespace sysinternals
