// SPDX-License-Identifier: MIT
#include "automaton.h"

#include <algorithm>

namespace sysmon {

namespace {

/// Rows for every state of the largest known configurations, at a size that caches still hold.
constexpr size_t mostRowBytes = 1u << 20;

} // namespace

Automaton::Automaton(std::vector<Pattern> patterns) : trie_(std::move(patterns))
{
    const size_t rowBytes = trie_.classes().count() * sizeof(uint32_t);
    rowCount_ =
        static_cast<uint32_t>(std::clamp<size_t>(mostRowBytes / rowBytes, 1, trie_.stateCount()));
    endOfRows_ = rowCount_ * trie_.classes().count();
    linkFailures();
    fillRows();
}

void Automaton::linkFailures()
{
    failure_.assign(trie_.stateCount(), PatternTrie::root);
    nextEnd_.assign(trie_.stateCount(), PatternTrie::none);
    // Level by level: what a state falls back to is nearer to the root and done before.
    for (uint32_t state = 0; state < trie_.stateCount(); state++) {
        nextEnd_[state] = trie_.number(state) != PatternTrie::none ? state
                          : state == PatternTrie::root             ? PatternTrie::none
                                                                   : nextEnd_[failure_[state]];
        if (state == PatternTrie::root) continue;
        for (uint32_t child = trie_.firstChild(state); child < trie_.endOfChildren(state); child++)
            failure_[child] = fallBack(failure_[state], trie_.label(child));
    }
}

uint32_t Automaton::fallBack(uint32_t state, uint8_t byteClass) const
{
    while (true) {
        const uint32_t child = trie_.child(state, byteClass);
        if (child != PatternTrie::none) return child;
        if (state == PatternTrie::root) return state;
        state = failure_[state];
    }
}

void Automaton::fillRows()
{
    const uint32_t width = trie_.classes().count();
    rows_.assign(endOfRows_, 0);
    for (uint32_t state = 0; state < rowCount_; state++) {
        const auto row = rows_.begin() + state * width;
        if (state != PatternTrie::root)
            std::copy_n(rows_.begin() + failure_[state] * width, width, row);
        for (uint32_t child = trie_.firstChild(state); child < trie_.endOfChildren(state); child++)
            row[trie_.label(child)] = position(child);
    }
}

/// Where a transition to `state` leads, with the mark if patterns end there.
uint32_t Automaton::position(uint32_t state) const
{
    const uint32_t place =
        state < rowCount_ ? state * trie_.classes().count() : endOfRows_ + (state - rowCount_);
    return nextEnd_[state] == PatternTrie::none ? place : place | reports;
}

uint32_t Automaton::stateAt(uint32_t position) const
{
    return position < endOfRows_ ? position / trie_.classes().count()
                                 : rowCount_ + (position - endOfRows_);
}

/// One transition from a state without a row.
uint32_t Automaton::step(uint32_t position, uint8_t byteClass) const
{
    uint32_t state = stateAt(position);
    while (state >= rowCount_) {
        const uint32_t child = trie_.child(state, byteClass);
        if (child != PatternTrie::none) return this->position(child);
        state = failure_[state];
    }
    return rows_[state * trie_.classes().count() + byteClass];
}

} // namespace sysmon
