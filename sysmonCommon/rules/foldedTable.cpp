// SPDX-License-Identifier: MIT
#include "foldedTable.h"

#include "fold.h"

#include <bit>

namespace sysmon {

FoldedTable::FoldedTable(const std::vector<Entry>& entries)
{
    if (entries.empty()) return;
    slots_.resize(std::bit_ceil(entries.size() * 2));
    for (const Entry& entry : entries) {
        const auto hash = static_cast<uint32_t>(hashFolded(entry.text));
        size_t at = hash & (slots_.size() - 1);
        while (slots_[at].number != notFound)
            at = (at + 1) & (slots_.size() - 1);
        slots_[at] = {.hash = hash,
                      .number = entry.number,
                      .start = static_cast<uint32_t>(texts_.size()),
                      .size = static_cast<uint32_t>(entry.text.size())};
        texts_.append(entry.text);
    }
}

uint32_t FoldedTable::find(std::string_view text) const
{
    const auto hash = static_cast<uint32_t>(hashFolded(text));
    const std::string_view texts = texts_;
    for (size_t at = hash;; at++) {
        const Slot& slot = slots_[at & (slots_.size() - 1)];
        if (slot.number == notFound) return notFound;
        if (slot.hash == hash && foldsTo(text, texts.substr(slot.start, slot.size)))
            return slot.number;
    }
}

} // namespace sysmon
