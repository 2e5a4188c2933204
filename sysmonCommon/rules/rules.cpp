// SPDX-License-Identifier: MIT
#include "rules.h"

#include "blobReader.h"
#include "eventMatcher.h"
#include "schema.h"

#include <array>

namespace sysmon {

struct RuleSet::Matcher {
    /// Ids end at 255; those without rules have no entry.
    std::array<std::unique_ptr<const EventMatcher>, 256> events;
    std::array<bool, 256> includedByDefault{};
};

RuleSet::RuleSet(std::unique_ptr<const Matcher> matcher) : matcher_(std::move(matcher)) {}

RuleSet::~RuleSet() = default;

std::shared_ptr<const RuleSet> RuleSet::fromBlob(std::span<const std::byte> blob)
{
    const CompiledRules rules = readBlob(blob);
    auto matcher = std::make_unique<Matcher>();
    for (const SchemaEvent& event : currentSchema().events) {
        matcher->includedByDefault[event.id] = event.includedByDefault || event.ruleName.empty();
        std::vector<const CompiledEvent*> groups;
        for (const CompiledEvent& group : rules.events)
            if (findEvent(group.id)->ruleName == event.ruleName) groups.push_back(&group);
        if (!groups.empty())
            matcher->events[event.id] = std::make_unique<const EventMatcher>(event, groups);
    }
    return std::shared_ptr<const RuleSet>(new RuleSet(std::move(matcher)));
}

Decision RuleSet::FilterEventRules(uint16_t eventId, EventFields& fields) const
{
    if (eventId >= matcher_->events.size()) return {false, "-"};
    const EventMatcher* matcher = matcher_->events[eventId].get();
    if (!matcher) return {matcher_->includedByDefault[eventId], "-"};
    static thread_local DecisionScratch scratch;
    return matcher->decide(fields, scratch);
}

bool RuleSet::IdHasIncludeRules(uint16_t eventId) const
{
    return eventId < matcher_->events.size() && matcher_->events[eventId] &&
           matcher_->events[eventId]->hasIncludeRules();
}

bool RuleSet::canInclude(uint16_t eventId) const
{
    if (eventId >= matcher_->events.size()) return false;
    const EventMatcher* matcher = matcher_->events[eventId].get();
    return matcher ? matcher->canInclude() : matcher_->includedByDefault[eventId];
}

} // namespace sysmon
