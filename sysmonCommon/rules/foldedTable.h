// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// A hash table from texts to numbers that takes no notice of the case of A-Z.
class FoldedTable {
public:
    static constexpr uint32_t notFound = UINT32_MAX;

    struct Entry {
        std::string_view text; ///< folded; copied
        uint32_t number;
    };

    FoldedTable() = default;
    explicit FoldedTable(const std::vector<Entry>& entries);

    bool empty() const { return slots_.empty(); }

    uint32_t find(std::string_view text) const;

private:
    struct Slot {
        uint32_t hash = 0;
        uint32_t number = notFound;
        uint32_t start = 0; ///< in texts_
        uint32_t size = 0;
    };

    std::vector<Slot> slots_; ///< a power of two of them, at most half in use
    std::string texts_;
};

} // namespace sysmon
