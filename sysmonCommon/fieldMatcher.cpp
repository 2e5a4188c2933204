// SPDX-License-Identifier: MIT
#include "fieldMatcher.h"

namespace sysmon {

namespace {

std::vector<Pattern> patternsOf(const FieldMatcher::Facts& facts, Fact kind, bool backwards)
{
    std::vector<Pattern> patterns;
    for (const auto& [fact, number] : facts) {
        if (fact.first != kind) continue;
        const std::string& value = fact.second;
        patterns.push_back({backwards ? std::string(value.rbegin(), value.rend()) : value, number});
    }
    return patterns;
}

template <class Matcher>
void build(std::optional<Matcher>& matcher, std::vector<Pattern> patterns)
{
    if (!patterns.empty()) matcher.emplace(std::move(patterns));
}

FoldedTable tableOf(const FieldMatcher::Facts& facts, Fact kind)
{
    std::vector<FoldedTable::Entry> entries;
    for (const auto& [fact, number] : facts)
        if (fact.first == kind) entries.push_back({fact.second, number});
    return FoldedTable(entries);
}

} // namespace

FieldMatcher::FieldMatcher(const Facts& facts)
    : equal_(tableOf(facts, Fact::Equals)),
      lastComponent_(tableOf(facts, Fact::LastComponentEquals))
{
    build(begins_, patternsOf(facts, Fact::BeginsWith, false));
    build(ends_, patternsOf(facts, Fact::EndsWith, true));
    build(contains_, patternsOf(facts, Fact::Contains, false));
    for (const auto& [fact, number] : facts) {
        if (fact.first == Fact::LessThan || fact.first == Fact::MoreThan)
            orders_.push_back({fact.second, number, fact.first == Fact::LessThan});
        if (fact.first == Fact::NotEmpty) notEmpty_ = number;
    }
}

} // namespace sysmon
