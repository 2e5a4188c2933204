// SPDX-License-Identifier: MIT
//
// Case folding on the way of an event: in words of eight bytes, never into a copy.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace sysmon {

/// Eight bytes with A-Z made small; all others, those above 0x7f too, stay.
constexpr uint64_t foldWord(uint64_t word)
{
    constexpr uint64_t every = 0x0101010101010101u;
    const uint64_t low = word & 0x7f * every;
    const uint64_t fromA = low + (0x80 - 'A') * every;  // top bit: at least 'A'
    const uint64_t aboveZ = low + (0x7f - 'Z') * every; // top bit: above 'Z'
    const uint64_t upper = (fromA ^ aboveZ) & ~word & 0x80 * every;
    return word | upper >> 2; // 0x80 becomes 0x20, the difference between the cases
}

/// The next up to eight bytes of `text`, the missing ones zero.
inline uint64_t loadWord(std::string_view text)
{
    uint64_t word = 0;
    std::memcpy(&word, text.data(), text.size() < sizeof(word) ? text.size() : sizeof(word));
    return word;
}

/// The same for texts that differ in the case of A-Z only.
inline uint64_t hashFolded(std::string_view text)
{
    constexpr uint64_t multiplier = 0x9e3779b97f4a7c15u;
    uint64_t hash = text.size() * multiplier;
    for (; text.size() > sizeof(uint64_t); text.remove_prefix(sizeof(uint64_t))) {
        uint64_t word; // a copy of constant size is one load
        std::memcpy(&word, text.data(), sizeof(word));
        hash = (hash ^ foldWord(word)) * multiplier;
        hash ^= hash >> 32;
    }
    hash = (hash ^ foldWord(loadWord(text))) * multiplier;
    return hash ^ hash >> 32;
}

/// Whether `text`, folded, is `folded`.
inline bool foldsTo(std::string_view text, std::string_view folded)
{
    if (text.size() != folded.size()) return false;
    while (text.size() > sizeof(uint64_t)) {
        if (foldWord(loadWord(text)) != loadWord(folded)) return false;
        text.remove_prefix(sizeof(uint64_t));
        folded.remove_prefix(sizeof(uint64_t));
    }
    return foldWord(loadWord(text)) == loadWord(folded);
}

} // namespace sysmon
