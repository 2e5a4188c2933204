// SPDX-License-Identifier: MIT
#pragma once

#include "patternTrie.h"

namespace sysmon {

/// Finds every pattern that a text contains in one pass over it (Aho and Corasick, "Efficient
/// string matching", 1975), so the cost grows with the text and not with the patterns.
///
/// States near the root, where texts spend their time, have a complete row of transitions; those
/// beyond a limit of memory follow their tree and fall back.
class Automaton {
public:
    explicit Automaton(std::vector<Pattern> patterns);

    /// Calls `report` with the number of patterns that `text` contains. It returns false for a
    /// number that it has had for this text; then those that end in the same place are known too.
    template <class Report>
    void scan(std::string_view text, Report&& report) const;

private:
    /// Marks a transition to a state at which patterns end.
    static constexpr uint32_t reports = 1u << 31;

    void linkFailures();
    void fillRows();
    uint32_t fallBack(uint32_t state, uint8_t byteClass) const;
    uint32_t position(uint32_t state) const;
    uint32_t stateAt(uint32_t position) const;
    uint32_t step(uint32_t position, uint8_t byteClass) const;
    template <class Report>
    void reportAt(uint32_t state, Report&& report) const;

    PatternTrie trie_;
    std::vector<uint32_t> failure_; ///< the longest proper suffix that is a state
    /// The state itself or the nearest on the way of failures at which a pattern ends; else none.
    std::vector<uint32_t> nextEnd_;
    uint32_t rowCount_ = 0;
    uint32_t endOfRows_ = 0;     ///< positions below are rows, others states without one
    std::vector<uint32_t> rows_; ///< by position of the row plus class: position to go to
};

template <class Report>
void Automaton::scan(std::string_view text, Report&& report) const
{
    const uint32_t* rows = rows_.data();
    uint32_t at = 0;
    for (const char byte : text) {
        const uint8_t byteClass = trie_.classes().of(byte);
        const uint32_t next = at < endOfRows_ ? rows[at + byteClass] : step(at, byteClass);
        at = next & ~reports;
        if (next & reports) [[unlikely]]
            reportAt(stateAt(at), report);
    }
}

template <class Report>
void Automaton::reportAt(uint32_t state, Report&& report) const
{
    for (uint32_t end = nextEnd_[state]; end != PatternTrie::none; end = nextEnd_[failure_[end]])
        if (!report(trie_.number(end))) return;
}

} // namespace sysmon
