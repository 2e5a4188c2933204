// SPDX-License-Identifier: MIT
#include "eventMatcherBuilder.h"

#include "utf.h"

#include <algorithm>
#include <utility>

namespace sysmon {

namespace {

/// The filters of the item that starts at `first`: one alone, or all of a <Rule>.
std::span<const CompiledFilter> itemAt(const CompiledEvent& group, size_t first)
{
    size_t end = first + 1;
    const int compound = group.filters[first].compound;
    while (compound >= 0 && end < group.filters.size() && group.filters[end].compound == compound)
        end++;
    return std::span(group.filters).subspan(first, end - first);
}

bool isAndRule(const CompiledFilter& filter, const CompiledEvent& group)
{
    return filter.compound >= 0 && group.compounds[filter.compound].combineAnd;
}

/// How seldom a fact can be expected to hold, as far as kind and value tell.
int selectivityOf(Fact kind, size_t length)
{
    switch (kind) {
    case Fact::Equals:
    case Fact::LastComponentEquals:
        return 2000;
    case Fact::BeginsWith:
    case Fact::EndsWith:
        return 1000 + static_cast<int>(std::min<size_t>(length, 500));
    case Fact::Contains:
        return static_cast<int>(std::min<size_t>(length, 500));
    default:
        return 0;
    }
}

} // namespace

void EventMatcherBuilder::build(std::span<const CompiledEvent* const> groups)
{
    // Excluding elements first, and within each kind the last of the file first.
    std::vector<const CompiledEvent*> ordered(groups.rbegin(), groups.rend());
    std::stable_partition(ordered.begin(), ordered.end(),
                          [](const CompiledEvent* group) { return group->includeByDefault; });
    matcher_.sets_.push_back(0);
    for (const CompiledEvent* group : ordered) {
        addGroup(*group);
        if (!group->includeByDefault) matcher_.hasIncludeRules_ = true;
    }
    matcher_.includedByDefault_ = ordered.size() == 1 && ordered.front()->includeByDefault;
    matcher_.canInclude_ |= matcher_.includedByDefault_;
    finishFields();
    finishCandidates();
}

void EventMatcherBuilder::addGroup(const CompiledEvent& group)
{
    firstOfElement_ = static_cast<uint32_t>(matcher_.units_.size());
    if (group.combineAnd) {
        addAndGroup(group);
        return;
    }
    for (size_t first = 0; first < group.filters.size();) {
        const auto item = itemAt(group, first);
        addOrItem(item, group);
        first += item.size();
    }
}

void EventMatcherBuilder::addOrItem(std::span<const CompiledFilter> item,
                                    const CompiledEvent& group)
{
    const bool together = isAndRule(item.front(), group);
    std::vector<Set> sets;
    for (const CompiledFilter& filter : item) {
        const std::optional<Term> made = term(filter, group);
        // What comes before a filter that can never match can still leave its name.
        if (together && !made) return addUnit(std::move(sets), !group.includeByDefault, false);
        if (!made) continue;
        sets.push_back({*made});
        if (!together) addUnit(std::exchange(sets, {}), !group.includeByDefault);
    }
    if (together) addUnit(std::move(sets), !group.includeByDefault);
}

void EventMatcherBuilder::addAndGroup(const CompiledEvent& group)
{
    std::vector<Set> sets;
    std::map<uint16_t, size_t> setOfField;
    for (size_t first = 0; first < group.filters.size();) {
        const auto item = itemAt(group, first);
        if (!addAlternatives(item, group, sets, setOfField)) return;
        first += item.size();
    }
    // A field none of whose filters can ever match leaves an empty set.
    if (sets.empty() || std::ranges::any_of(sets, &Set::empty)) return;
    addUnit(std::move(sets), !group.includeByDefault);
}

/// Adds an item of an AND group to its sets; false if the item, and so the group, never matches.
bool EventMatcherBuilder::addAlternatives(std::span<const CompiledFilter> item,
                                          const CompiledEvent& group, std::vector<Set>& sets,
                                          std::map<uint16_t, size_t>& setOfField)
{
    const CompiledFilter& front = item.front();
    size_t set = sets.size();
    if (front.compound < 0) set = setOfField.try_emplace(front.field, set).first->second;
    if (set == sets.size()) sets.emplace_back();
    for (const CompiledFilter& filter : item) {
        const std::optional<Term> made = term(filter, group);
        if (isAndRule(filter, group)) {
            if (!made) return false;
            if (&filter != &front) sets.emplace_back();
            set = sets.size() - 1;
        }
        if (made) sets[set].push_back(*made);
    }
    return true;
}

void EventMatcherBuilder::addUnit(std::vector<Set> sets, bool included, bool possible)
{
    // Costly fields last: then most units fail before they are asked for.
    std::ranges::stable_sort(sets, {}, [&](const Set& set) {
        return std::ranges::any_of(set, [&](const Term& term) { return isCostly(term.field); });
    });
    const auto unit = static_cast<uint32_t>(matcher_.units_.size());
    matcher_.units_.push_back(
        {.firstSet = static_cast<uint32_t>(matcher_.sets_.size() - 1),
         .endOfSets = static_cast<uint32_t>(matcher_.sets_.size() - 1 + sets.size()),
         .firstOfElement = firstOfElement_,
         .included = included});
    for (const Set& set : sets) {
        matcher_.terms_.insert(matcher_.terms_.end(), set.begin(), set.end());
        matcher_.sets_.push_back(static_cast<uint32_t>(matcher_.terms_.size()));
    }
    const bool named = std::ranges::any_of(
        sets, [](const Set& set) { return set.front().name != EventMatcher::none; });
    if (named && (sets.size() > 1 || !possible)) matcher_.namedRules_.push_back(unit);
    if (!possible) return;
    const Trigger trigger = triggerOf(sets);
    matcher_.canInclude_ |= included;
    const bool alone = sets.size() == 1 && sets.front().size() == 1 &&
                       sets.front().front().quantity == Quantity::Any;
    if (trigger.facts.empty())
        matcher_.unconditional_.push_back(unit);
    else
        linkTrigger(trigger, alone, unit);
}

void EventMatcherBuilder::linkTrigger(const Trigger& trigger, bool alone, uint32_t unit)
{
    for (const uint32_t fact : trigger.facts) {
        auto& use = matcher_.uses_[fact];
        if (alone)
            use.unit = std::min(use.unit, unit);
        else
            facts_[fact].candidates.push_back(unit);
        auto& field = matcher_.fields_[facts_[fact].field];
        field.firstUnit = std::min(field.firstUnit, unit);
    }
}

/// The best set to wait for: every unit needs all of its sets.
EventMatcherBuilder::Trigger EventMatcherBuilder::triggerOf(const std::vector<Set>& sets) const
{
    Trigger best;
    for (const Set& set : sets) {
        Trigger trigger = triggerOf(set);
        if (trigger.selectivity > best.selectivity) best = std::move(trigger);
    }
    return best;
}

/// Facts of which one has to hold for the set to match; none if it can match without any.
EventMatcherBuilder::Trigger EventMatcherBuilder::triggerOf(const Set& set) const
{
    Trigger trigger{.facts = {}, .selectivity = INT32_MAX};
    const auto wait = [&](uint32_t fact) {
        trigger.facts.push_back(fact);
        trigger.selectivity = std::min(trigger.selectivity, facts_[fact].selectivity);
    };
    for (const Term& term : set) {
        const auto facts = std::span(matcher_.termFacts_)
                               .subspan(term.firstFact, term.endOfFacts - term.firstFact);
        if (term.quantity == Quantity::Any)
            std::ranges::for_each(facts, wait);
        else if (term.quantity == Quantity::All)
            wait(*std::ranges::max_element(
                facts, {}, [&](uint32_t fact) { return facts_[fact].selectivity; }));
        else
            return {};
    }
    return trigger;
}

/// The filter as facts; nothing if it cannot match this event.
std::optional<EventMatcherBuilder::Term> EventMatcherBuilder::term(const CompiledFilter& filter,
                                                                   const CompiledEvent& group)
{
    const uint32_t position = position_++;
    const SchemaEvent& written = *findEvent(group.id);
    if (filter.field >= event_.fields.size() ||
        event_.fields[filter.field].name != written.fields[filter.field].name)
        return std::nullopt;
    FilterFacts filterFacts = factsOf(filter.condition, filter.value);
    if (filterFacts.quantity == Quantity::Never) return std::nullopt;
    Term term{.field = fieldOf(filter.field),
              .quantity = filterFacts.quantity,
              .firstFact = static_cast<uint32_t>(matcher_.termFacts_.size()),
              .endOfFacts = 0,
              .name = nameOf(filter.name),
              .position = position};
    for (ValueFact& known : filterFacts.facts)
        matcher_.termFacts_.push_back(fact(term.field, std::move(known)));
    term.endOfFacts = static_cast<uint32_t>(matcher_.termFacts_.size());
    return term;
}

/// The number of a field's fact, a new one if it is new.
uint32_t EventMatcherBuilder::fact(uint16_t field, ValueFact known)
{
    const int selectivity = isCostly(field) ? 0 : selectivityOf(known.kind, known.value.size());
    const auto next = static_cast<uint32_t>(facts_.size());
    auto& values = fields_[field].facts[static_cast<size_t>(known.kind)];
    const auto [found, added] = values.try_emplace(std::move(known.value), next);
    if (added) {
        facts_.push_back({.field = field, .selectivity = selectivity, .candidates = {}});
        matcher_.uses_.emplace_back();
    }
    return found->second;
}

/// Where a field of the event is among those that rules ask for.
uint16_t EventMatcherBuilder::fieldOf(uint16_t index)
{
    const auto found = std::ranges::find(fields_, index, &FieldFacts::index);
    const auto field = static_cast<uint16_t>(found - fields_.begin());
    if (found != fields_.end()) return field;
    fields_.push_back({.index = index, .facts = {}});
    matcher_.fields_.push_back({.index = index,
                                .costly = event_.fields[index].name == "Hashes",
                                .matcher = FieldMatcher({})});
    return field;
}

uint32_t EventMatcherBuilder::nameOf(const std::string& name)
{
    if (name.empty()) return EventMatcher::none;
    const auto [found, added] =
        names_.try_emplace(name, static_cast<uint32_t>(matcher_.names_.size()));
    if (added) matcher_.names_.push_back(name);
    return found->second;
}

bool EventMatcherBuilder::isCostly(uint16_t field) const
{
    return matcher_.fields_[field].costly;
}

void EventMatcherBuilder::finishFields()
{
    for (uint16_t field = 0; field < fields_.size(); field++) {
        matcher_.fields_[field].matcher = FieldMatcher(fields_[field].facts);
        if (matcher_.fields_[field].firstUnit != EventMatcher::none)
            matcher_.scanOrder_.push_back(field);
    }
    std::ranges::sort(matcher_.scanOrder_, {}, [&](uint16_t field) {
        return std::pair(isCostly(field), matcher_.fields_[field].firstUnit);
    });
}

void EventMatcherBuilder::finishCandidates()
{
    for (size_t fact = 0; fact < facts_.size(); fact++) {
        auto& use = matcher_.uses_[fact];
        use.firstCandidate = static_cast<uint32_t>(matcher_.candidates_.size());
        matcher_.candidates_.insert(matcher_.candidates_.end(), facts_[fact].candidates.begin(),
                                    facts_[fact].candidates.end());
        use.endOfCandidates = static_cast<uint32_t>(matcher_.candidates_.size());
    }
}

} // namespace sysmon
