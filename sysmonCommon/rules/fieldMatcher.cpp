// SPDX-License-Identifier: MIT
#include "fieldMatcher.h"

namespace sysmon {

namespace {

void build(std::optional<PatternTrie>& trie, const FieldMatcher::Values& values, bool backwards)
{
    std::vector<Pattern> patterns;
    for (const auto& [value, number] : values)
        patterns.push_back({backwards ? std::string(value.rbegin(), value.rend()) : value, number});
    if (!patterns.empty()) trie.emplace(std::move(patterns));
}

FoldedTable tableOf(const FieldMatcher::Values& values)
{
    std::vector<FoldedTable::Entry> entries;
    for (const auto& [value, number] : values)
        entries.push_back({value, number});
    return FoldedTable(entries);
}

const FieldMatcher::Values& valuesOf(const FieldMatcher::Facts& facts, Fact kind)
{
    return facts[static_cast<size_t>(kind)];
}

} // namespace

FieldMatcher::FieldMatcher(const Facts& facts)
    : equal_(tableOf(valuesOf(facts, Fact::Equals))),
      lastComponent_(tableOf(valuesOf(facts, Fact::LastComponentEquals)))
{
    build(begins_, valuesOf(facts, Fact::BeginsWith), false);
    build(ends_, valuesOf(facts, Fact::EndsWith), true);
    std::vector<Pattern> contained;
    for (const auto& [value, number] : valuesOf(facts, Fact::Contains))
        contained.push_back({value, number});
    if (!contained.empty()) contains_.emplace(std::move(contained));
    for (const auto& [value, number] : valuesOf(facts, Fact::LessThan))
        orders_.push_back({value, number, true});
    for (const auto& [value, number] : valuesOf(facts, Fact::MoreThan))
        orders_.push_back({value, number, false});
    for (const auto& [value, number] : valuesOf(facts, Fact::NotEmpty))
        notEmpty_ = number;
}

} // namespace sysmon
