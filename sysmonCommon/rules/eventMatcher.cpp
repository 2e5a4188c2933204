// SPDX-License-Identifier: MIT
#include "eventMatcher.h"

#include "eventMatcherBuilder.h"

#include <algorithm>
#include <utility>

namespace sysmon {

namespace {

void reserveStamps(std::vector<uint32_t>& stamps, size_t size)
{
    if (stamps.size() < size) stamps.resize(size, 0);
}

} // namespace

/// One decision on its way.
class EventMatcher::Decider {
public:
    Decider(const EventMatcher& rules, EventFields& fields, DecisionScratch& scratch)
        : rules_(rules), fields_(fields), scratch_(scratch)
    {
    }

    Decision decide();

private:
    void prepare();
    void scan(uint16_t field);
    bool add(uint32_t fact);
    void settle();
    bool MatchFilterOnSpecificRule(const Unit& unit);
    const Term* matchingTerm(uint32_t set);
    bool matches(const Term& term);
    bool holds(uint32_t fact) const { return scratch_.facts[fact] == scratch_.now; }
    std::string_view nameOf(uint32_t unit);
    const Term* lastNamed(const Unit& unit);

    const EventMatcher& rules_;
    EventFields& fields_;
    DecisionScratch& scratch_;
    uint32_t best_ = none;     ///< the first unit known to match
    size_t unconditional_ = 0; ///< how many of those have been tried
};

Decision EventMatcher::Decider::decide()
{
    prepare();
    for (const uint16_t field : rules_.scanOrder_) {
        if (best_ <= rules_.fields_[field].firstUnit) continue;
        if (rules_.fields_[field].costly) settle();
        if (best_ > rules_.fields_[field].firstUnit) scan(field);
    }
    settle();
    if (best_ == none) return {rules_.includedByDefault_, "-"};
    return {rules_.units_[best_].included, nameOf(best_)};
}

void EventMatcher::Decider::prepare()
{
    reserveStamps(scratch_.facts, rules_.uses_.size());
    reserveStamps(scratch_.fields, rules_.fields_.size());
    scratch_.candidates.clear();
    scratch_.candidates.reserve(rules_.candidates_.size());
    if (++scratch_.now == 0) {
        std::ranges::fill(scratch_.facts, 0);
        std::ranges::fill(scratch_.fields, 0);
        scratch_.now = 1;
    }
}

/// Finds the facts of a field, once per event.
void EventMatcher::Decider::scan(uint16_t field)
{
    if (std::exchange(scratch_.fields[field], scratch_.now) == scratch_.now) return;
    const FieldRules& rules = rules_.fields_[field];
    std::string_view text = fields_.text(rules.index);
    if (!isUtf8(text)) {
        repairUtf8(text, scratch_.repaired);
        text = scratch_.repaired;
    }
    rules.matcher.scan(text, [this](uint32_t fact) { return add(fact); });
}

/// Takes note of a fact; false if it was known.
bool EventMatcher::Decider::add(uint32_t fact)
{
    if (std::exchange(scratch_.facts[fact], scratch_.now) == scratch_.now) return false;
    const Use& use = rules_.uses_[fact];
    best_ = std::min(best_, use.unit);
    for (uint32_t i = use.firstCandidate; i < use.endOfCandidates; i++)
        scratch_.candidates.push_back(rules_.candidates_[i]);
    return true;
}

/// Tries every unit that may come before the best one known. Trying one can read further fields and
/// so turn up further candidates.
void EventMatcher::Decider::settle()
{
    while (true) {
        uint32_t unit = none;
        if (!scratch_.candidates.empty()) {
            unit = scratch_.candidates.back();
            scratch_.candidates.pop_back();
        } else if (unconditional_ < rules_.unconditional_.size()) {
            unit = rules_.unconditional_[unconditional_++];
        } else {
            return;
        }
        if (unit < best_ && MatchFilterOnSpecificRule(rules_.units_[unit])) best_ = unit;
    }
}

bool EventMatcher::Decider::MatchFilterOnSpecificRule(const Unit& unit)
{
    for (uint32_t set = unit.firstSet; set < unit.endOfSets; set++)
        if (!matchingTerm(set)) return false;
    return true;
}

/// The first term of a set that matches, or nullptr.
const EventMatcher::Term* EventMatcher::Decider::matchingTerm(uint32_t set)
{
    for (uint32_t i = rules_.sets_[set]; i < rules_.sets_[set + 1]; i++)
        if (matches(rules_.terms_[i])) return &rules_.terms_[i];
    return nullptr;
}

bool EventMatcher::Decider::matches(const Term& term)
{
    if (term.quantity == Quantity::Always) return true;
    scan(term.field);
    const auto facts =
        std::span(rules_.termFacts_).subspan(term.firstFact, term.endOfFacts - term.firstFact);
    const auto isKnown = [this](uint32_t fact) { return holds(fact); };
    switch (term.quantity) {
    case Quantity::Any:
        return std::ranges::any_of(facts, isKnown);
    case Quantity::All:
        return std::ranges::all_of(facts, isKnown);
    case Quantity::NotAny:
        return std::ranges::none_of(facts, isKnown);
    default:
        return !std::ranges::all_of(facts, isKnown);
    }
}

/// The name of the last filter that matched while the deciding element was tried. It can be one of
/// a <Rule> that then failed, if what decided after it has no name.
std::string_view EventMatcher::Decider::nameOf(uint32_t unit)
{
    const uint32_t firstOfElement = rules_.units_[unit].firstOfElement;
    const Term* named = lastNamed(rules_.units_[unit]);
    auto rule = std::ranges::lower_bound(rules_.namedRules_, unit);
    while (!named && rule != rules_.namedRules_.begin() && *--rule >= firstOfElement)
        named = lastNamed(rules_.units_[*rule]);
    return named ? std::string_view(rules_.names_[named->name]) : "-";
}

/// The last named term, in document order, that matches before any set fails; or nullptr.
const EventMatcher::Term* EventMatcher::Decider::lastNamed(const Unit& unit)
{
    uint32_t end = none;
    for (uint32_t set = unit.firstSet; set < unit.endOfSets; set++)
        if (!matchingTerm(set)) end = std::min(end, rules_.terms_[rules_.sets_[set]].position);
    const Term* last = nullptr;
    for (uint32_t set = unit.firstSet; set < unit.endOfSets; set++) {
        const Term* term = matchingTerm(set);
        if (term && term->name != none && term->position < end &&
            (!last || term->position > last->position))
            last = term;
    }
    return last;
}

EventMatcher::EventMatcher(const SchemaEvent& event, std::span<const CompiledEvent* const> groups)
{
    EventMatcherBuilder(event, *this).build(groups);
}

Decision EventMatcher::decide(EventFields& fields, DecisionScratch& scratch) const
{
    return Decider(*this, fields, scratch).decide();
}

} // namespace sysmon
