// SPDX-License-Identifier: MIT
#pragma once

#include "blobReader.h"
#include "eventMatcher.h"
#include "schema.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace sysmon {

/// Turns compiled rules into an EventMatcher.
class EventMatcherBuilder {
public:
    EventMatcherBuilder(const SchemaEvent& event, EventMatcher& matcher)
        : event_(event), matcher_(matcher)
    {
    }

    void build(std::span<const CompiledEvent* const> groups);

private:
    using Term = EventMatcher::Term;
    using Set = std::vector<Term>;

    /// A field's facts while they are gathered.
    struct FieldFacts {
        uint16_t index;
        FieldMatcher::Facts facts;
    };

    /// A unit with what it takes to find it.
    struct Trigger {
        std::vector<uint32_t> facts; ///< one of these holds whenever the unit matches
        int selectivity = -1;        ///< higher: turns up less often
    };

    void addGroup(const CompiledEvent& group);
    void addOrItem(std::span<const CompiledFilter> item, const CompiledEvent& group);
    void addAndGroup(const CompiledEvent& group);
    bool addAlternatives(std::span<const CompiledFilter> item, const CompiledEvent& group,
                         std::vector<Set>& sets, std::map<uint16_t, size_t>& setOfField);
    void addUnit(std::vector<Set> sets, bool included, bool possible = true);
    std::optional<Term> term(const CompiledFilter& filter, const CompiledEvent& group);
    uint32_t fact(uint16_t field, ValueFact known);
    uint16_t fieldOf(uint16_t index);
    uint32_t nameOf(const std::string& name);
    Trigger triggerOf(const std::vector<Set>& sets) const;
    Trigger triggerOf(const Set& set) const;
    bool isCostly(uint16_t field) const;
    void linkTrigger(const Trigger& trigger, bool alone, uint32_t unit);
    void finishFields();
    void finishCandidates();

    const SchemaEvent& event_;
    EventMatcher& matcher_;
    std::vector<FieldFacts> fields_;
    /// By fact, as long as they are gathered.
    struct FactInfo {
        uint16_t field;
        int selectivity;
        std::vector<uint32_t> candidates;
    };
    std::vector<FactInfo> facts_;
    std::unordered_map<std::string, uint32_t> names_;
    uint32_t position_ = 0;
    uint32_t firstOfElement_ = 0;
};

} // namespace sysmon
