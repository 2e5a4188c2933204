// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// A text to look for and the number to report for it.
struct Pattern {
    std::string text; ///< folded, not empty
    uint32_t number;
};

/// The bytes that patterns use, numbered from 1; all others are class 0. A-Z count as a-z, so
/// looking up a byte folds it.
class ByteClasses {
public:
    explicit ByteClasses(const std::vector<Pattern>& patterns);

    uint8_t of(char byte) const { return classes_[static_cast<uint8_t>(byte)]; }
    uint32_t count() const { return count_; }

private:
    std::array<uint8_t, 256> classes_{};
    uint32_t count_ = 1;
};

/// All patterns as one tree. States are numbered level by level, so the children of a state lie
/// side by side and a state takes a few bytes only, however many there are.
class PatternTrie {
public:
    static constexpr uint32_t root = 0;
    static constexpr uint32_t none = UINT32_MAX;

    /// The texts have to be different from each other.
    explicit PatternTrie(std::vector<Pattern> patterns);

    const ByteClasses& classes() const { return classes_; }
    uint32_t stateCount() const { return static_cast<uint32_t>(labels_.size()); }

    /// Where a byte of that class leads, or `none`.
    uint32_t child(uint32_t state, uint8_t byteClass) const
    {
        const uint32_t first = firstChild_[state];
        const void* found =
            std::memchr(&labels_[0] + first, byteClass, firstChild_[state + 1] - first);
        return found ? static_cast<uint32_t>(static_cast<const uint8_t*>(found) - &labels_[0])
                     : none;
    }

    uint32_t firstChild(uint32_t state) const { return firstChild_[state]; }
    uint32_t endOfChildren(uint32_t state) const { return firstChild_[state + 1]; }

    /// The class of the byte that leads to a state.
    uint8_t label(uint32_t state) const { return labels_[state]; }

    /// The number of the pattern that ends at a state, or `none`.
    uint32_t number(uint32_t state) const { return numbers_[state]; }

private:
    ByteClasses classes_;
    std::vector<uint32_t>
        firstChild_; ///< one more than states, so that ranges need no special case
    std::vector<uint8_t> labels_;
    std::vector<uint32_t> numbers_;
};

} // namespace sysmon
