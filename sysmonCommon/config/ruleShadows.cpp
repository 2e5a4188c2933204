// SPDX-License-Identifier: MIT
#include "ruleShadows.h"

#include "fieldMatcher.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

namespace sysmon {

namespace {

/// The filter as facts; none if it is one of those that match because something is absent, or by
/// order: they are left alone here.
FilterFacts wantedBy(const FieldRule& filter)
{
    FilterFacts wanted = factsOf(filter.condition, filter.value);
    const bool usual = wanted.quantity == Quantity::Any || wanted.quantity == Quantity::All;
    const bool unusual = std::ranges::any_of(wanted.facts, [](const ValueFact& fact) {
        return fact.kind == Fact::LessThan || fact.kind == Fact::MoreThan ||
               fact.kind == Fact::NotEmpty;
    });
    if (!usual || unusual) wanted.facts.clear();
    return wanted;
}

/// Whether a fact of kind `general` that holds for the value itself holds for every text of which
/// the fact of kind `special` with that value holds.
bool carriesOver(Fact general, Fact special)
{
    if (general == special || special == Fact::Equals || general == Fact::Contains) return true;
    return general == Fact::EndsWith && special == Fact::LastComponentEquals;
}

/// One step of deciding: an item of an OR element.
struct Step {
    std::vector<const FieldRule*> filters;
    bool all;                 ///< all filters have to match, not one
    const CompoundRule* rule; ///< or nullptr
};

/// Whether all filters of an AND element are alternatives of each other.
bool hasOneFieldOnly(const EventRules& rules)
{
    std::set<std::string_view> fields;
    for (const auto& item : rules.items) {
        const auto* filter = std::get_if<FieldRule>(&item);
        if (!filter) return false;
        fields.insert(filter->field);
    }
    return fields.size() == 1;
}

std::vector<Step> stepsOf(const EventRules& rules)
{
    std::vector<Step> steps;
    if (rules.combineAnd && rules.items.size() > 1 && !hasOneFieldOnly(rules)) return steps;
    for (const auto& item : rules.items) {
        if (const auto* filter = std::get_if<FieldRule>(&item)) {
            steps.push_back({.filters = {filter}, .all = false, .rule = nullptr});
            continue;
        }
        const auto& rule = std::get<CompoundRule>(item);
        Step step{.filters = {}, .all = rule.combineAnd, .rule = &rule};
        for (const FieldRule& filter : rule.filters)
            step.filters.push_back(&filter);
        steps.push_back(std::move(step));
    }
    return steps;
}

/// The steps of one event type, in the order in which they are tried.
class ShadowFinder {
public:
    explicit ShadowFinder(std::vector<Step> steps);
    std::vector<Shadow> find();

private:
    /// Which step a fact alone decides first.
    struct Deciding {
        Fact kind;
        size_t step;
        uint64_t lastScan = 0; ///< that found it
    };

    void gather(const FieldRule& filter, size_t step);
    /// The first step that matches whenever the filter does, or noStep.
    size_t coveredBy(const FieldRule& filter);
    size_t coveredBy(const std::string& field, const ValueFact& fact);
    size_t coveredBy(const Step& step);

    static constexpr size_t noStep = SIZE_MAX;

    std::vector<Step> steps_;
    std::vector<Deciding> deciding_; ///< by fact number
    uint64_t scans_ = 0;
    std::map<std::string, FieldMatcher::Facts, std::less<>> facts_;
    std::map<std::string, std::unique_ptr<FieldMatcher>, std::less<>> matchers_;
};

ShadowFinder::ShadowFinder(std::vector<Step> steps) : steps_(std::move(steps))
{
    for (size_t i = 0; i < steps_.size(); i++)
        if (!steps_[i].all || steps_[i].filters.size() == 1)
            for (const FieldRule* filter : steps_[i].filters)
                gather(*filter, i);
    for (const auto& [field, facts] : facts_)
        matchers_[field] = std::make_unique<FieldMatcher>(facts);
}

void ShadowFinder::gather(const FieldRule& filter, size_t step)
{
    FilterFacts wanted = wantedBy(filter);
    if (wanted.quantity == Quantity::All && wanted.facts.size() > 1) return;
    for (ValueFact& fact : wanted.facts) {
        auto& values = facts_[filter.field][static_cast<size_t>(fact.kind)];
        const auto number = static_cast<uint32_t>(deciding_.size());
        if (values.try_emplace(std::move(fact.value), number).second)
            deciding_.push_back({.kind = fact.kind, .step = step});
    }
}

std::vector<Shadow> ShadowFinder::find()
{
    std::vector<Shadow> shadows;
    for (size_t i = 0; i < steps_.size(); i++) {
        const size_t by = coveredBy(steps_[i]);
        if (by >= i || steps_[i].filters.empty()) continue;
        const FieldRule& front = *steps_[i].filters.front();
        const Step& earlier = steps_[by];
        shadows.push_back(
            {.element = steps_[i].rule ? "Rule" : front.field,
             .line = steps_[i].rule ? steps_[i].rule->line : front.line,
             .earlierLine = earlier.rule ? earlier.rule->line : earlier.filters.front()->line});
    }
    return shadows;
}

size_t ShadowFinder::coveredBy(const Step& step)
{
    size_t first = noStep;
    size_t last = 0;
    for (const FieldRule* filter : step.filters) {
        const size_t by = coveredBy(*filter);
        first = std::min(first, by);
        last = std::max(last, by);
    }
    // Of filters that all have to match one is enough; of alternatives each has to be covered.
    return step.all ? first : last;
}

size_t ShadowFinder::coveredBy(const FieldRule& filter)
{
    const FilterFacts wanted = wantedBy(filter);
    if (wanted.facts.empty()) return noStep;
    size_t first = noStep;
    size_t last = 0;
    for (const ValueFact& fact : wanted.facts) {
        const size_t by = coveredBy(filter.field, fact);
        first = std::min(first, by);
        last = std::max(last, by);
    }
    return wanted.quantity == Quantity::All ? first : last;
}

size_t ShadowFinder::coveredBy(const std::string& field, const ValueFact& fact)
{
    const auto matcher = matchers_.find(field);
    if (matcher == matchers_.end()) return noStep;
    size_t first = noStep;
    scans_++;
    matcher->second->scan(fact.value, [&](uint32_t number) {
        Deciding& general = deciding_[number];
        if (std::exchange(general.lastScan, scans_) == scans_) return false;
        if (carriesOver(general.kind, fact.kind)) first = std::min(first, general.step);
        return true;
    });
    return first;
}

} // namespace

std::vector<Shadow> findShadows(const RuleFile& file)
{
    std::map<std::string, std::vector<const EventRules*>> byEvent;
    for (const EventRules& rules : file.events)
        byEvent[rules.element].push_back(&rules);
    std::vector<Shadow> shadows;
    for (auto& [event, elements] : byEvent) {
        std::ranges::reverse(elements);
        std::stable_partition(elements.begin(), elements.end(),
                              [](const EventRules* rules) { return rules->includeByDefault; });
        std::vector<Step> steps;
        for (const EventRules* rules : elements)
            std::ranges::move(stepsOf(*rules), std::back_inserter(steps));
        std::ranges::move(ShadowFinder(std::move(steps)).find(), std::back_inserter(shadows));
    }
    return shadows;
}

} // namespace sysmon
