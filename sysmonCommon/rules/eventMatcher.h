// SPDX-License-Identifier: MIT
#pragma once

#include "fieldMatcher.h"
#include "rules.h"

#include <span>
#include <string>
#include <vector>

namespace sysmon {

struct CompiledEvent;
struct SchemaEvent;

/// What deciding an event leaves behind for the next one on the same thread: memory, nothing else.
struct DecisionScratch {
    uint32_t now = 0;             ///< stamp of the event at hand; others are of earlier ones
    std::vector<uint32_t> facts;  ///< by number: stamp of the last event for which it held
    std::vector<uint32_t> fields; ///< by FieldRules index: stamp of the last event it was read for
    std::vector<uint32_t> candidates; ///< units to look at
    std::string repaired;             ///< a field that was not UTF-8
};

/// All rules for one event type, prepared so that deciding costs what the event's text costs and
/// hardly anything per rule.
///
/// A *term* is a filter as facts. A *set* is terms of which one has to match. A *unit* is sets that
/// all have to match: a filter or an AND <Rule> of an OR group, or an AND group as a whole. Units
/// are numbered in the order in which they are tried, so the first one that matches decides. Most
/// are never looked at: a unit needs some fact to hold, and is tried only once that fact turns up.
class EventMatcher {
public:
    /// `groups` are all elements whose rule name is the event's, in the blob's order.
    EventMatcher(const SchemaEvent& event, std::span<const CompiledEvent* const> groups);

    Decision decide(EventFields& fields, DecisionScratch& scratch) const;

    /// Whether an element has onmatch="include".
    bool hasIncludeRules() const { return hasIncludeRules_; }

    /// Whether any event of the type can come out included.
    bool canInclude() const { return canInclude_; }

private:
    friend class EventMatcherBuilder;
    class Decider;

    static constexpr uint32_t none = UINT32_MAX;

    struct Term {
        uint16_t field; ///< index into fields_
        Quantity quantity;
        uint32_t firstFact; ///< in termFacts_
        uint32_t endOfFacts;
        uint32_t name;     ///< index into names_, or none
        uint32_t position; ///< in document order
    };

    struct Unit {
        uint32_t firstSet; ///< in sets_; a set is the terms up to that entry of the next
        uint32_t endOfSets;
        uint32_t firstOfElement; ///< the first unit of the same event's element
        bool included;           ///< the decision if it matches
    };

    /// What a fact's turning up means.
    struct Use {
        uint32_t unit = none;        ///< the first unit that this fact alone makes match
        uint32_t firstCandidate = 0; ///< in candidates_: units that may match now
        uint32_t endOfCandidates = 0;
    };

    struct FieldRules {
        uint16_t index;            ///< in the event
        bool costly;               ///< to resolve: only if nothing else decides
        uint32_t firstUnit = none; ///< the first one that facts of this field lead to
        FieldMatcher matcher;
    };

    std::vector<FieldRules> fields_;
    /// Fields that can lead to units, those that lead far up first.
    std::vector<uint16_t> scanOrder_;
    std::vector<Term> terms_;
    std::vector<uint32_t> termFacts_;
    std::vector<uint32_t> sets_; ///< first term of each, and the end of the last
    std::vector<Unit> units_;
    std::vector<uint32_t> unconditional_; ///< units that no fact leads to
    std::vector<uint32_t> namedRules_;    ///< units of several sets with a name in them
    std::vector<Use> uses_;               ///< by fact
    std::vector<uint32_t> candidates_;
    std::vector<std::string> names_;
    bool includedByDefault_ = false;
    bool hasIncludeRules_ = false;
    bool canInclude_ = false;
};

} // namespace sysmon
