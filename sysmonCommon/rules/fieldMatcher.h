// SPDX-License-Identifier: MIT
#pragma once

#include "automaton.h"
#include "filterFacts.h"
#include "foldedTable.h"
#include "patternTrie.h"
#include "utf.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sysmon {

/// Finds which facts of a set hold for a text, all at once.
class FieldMatcher {
public:
    /// The values of one kind of fact to the numbers under which they are reported. Folded, but for
    /// LessThan and MoreThan.
    using Values = std::unordered_map<std::string, uint32_t>;

    /// By Fact.
    using Facts = std::array<Values, factKinds>;

    explicit FieldMatcher(const Facts& facts);

    /// Calls `report` with the number of every fact that holds for `text`, UTF-8 as repairUtf8()
    /// leaves it. A number may come again; `report` then returns false, else true.
    template <class Report>
    void scan(std::string_view text, Report&& report) const;

private:
    struct Order {
        std::string value;
        uint32_t number;
        bool less;
    };

    template <class Report>
    void scanEquality(std::string_view text, Report& report) const;
    template <class Iterator, class Report>
    static void scanAffixes(const PatternTrie& trie, Iterator at, Iterator end, Report& report);

    FoldedTable equal_;
    FoldedTable lastComponent_;
    std::optional<PatternTrie> begins_;
    std::optional<PatternTrie> ends_; ///< values backwards
    std::optional<Automaton> contains_;
    std::vector<Order> orders_;
    std::optional<uint32_t> notEmpty_;
};

template <class Report>
void FieldMatcher::scan(std::string_view text, Report&& report) const
{
    scanEquality(text, report);
    if (begins_) scanAffixes(*begins_, text.begin(), text.end(), report);
    if (ends_) scanAffixes(*ends_, text.rbegin(), text.rend(), report);
    if (contains_) contains_->scan(text, report);
    if (notEmpty_ && !text.empty()) report(*notEmpty_);
    for (const Order& order : orders_) {
        const int compared = compareUpper(text, order.value);
        if (order.less ? compared < 0 : compared > 0) report(order.number);
    }
}

template <class Report>
void FieldMatcher::scanEquality(std::string_view text, Report& report) const
{
    if (!equal_.empty()) {
        const uint32_t number = equal_.find(text);
        if (number != FoldedTable::notFound) report(number);
    }
    if (!lastComponent_.empty()) {
        const size_t separator = text.find_last_of("/\\");
        const uint32_t number =
            lastComponent_.find(separator == text.npos ? text : text.substr(separator + 1));
        if (number != FoldedTable::notFound) report(number);
    }
}

template <class Iterator, class Report>
void FieldMatcher::scanAffixes(const PatternTrie& trie, Iterator at, Iterator end, Report& report)
{
    uint32_t state = PatternTrie::root;
    for (; at != end; ++at) {
        state = trie.child(state, trie.classes().of(*at));
        if (state == PatternTrie::none) return;
        if (trie.number(state) != PatternTrie::none) report(trie.number(state));
    }
}

} // namespace sysmon
