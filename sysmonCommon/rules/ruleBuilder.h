// SPDX-License-Identifier: MIT
#pragma once

#include "blob.h"
#include "ruleFile.h"
#include "schema.h"

#include <string>
#include <vector>

namespace sysmon {

class Problems;

/// Compiles rules to a blob, record by record.
class RuleBuilder {
public:
    /// `expectedSize`: bytes that the blob will take, roughly.
    explicit RuleBuilder(uint32_t schemaVersion, size_t expectedSize = 0);

    /// Appends the rules of one element. `series` are the events of the current schema that share
    /// its rule name: the first one that has all the fields used takes it. False, with the blob as
    /// it was, if none has.
    [[nodiscard]] bool append(const EventRules& rules,
                              const std::vector<const SchemaEvent*>& series);

    /// The blob; empty if no event was appended.
    std::vector<std::byte> take();

private:
    [[nodiscard]] bool appendEvent(const EventRules& rules, const SchemaEvent& event);
    [[nodiscard]] bool appendFilter(const FieldRule& filter, const SchemaEvent& event);
    [[nodiscard]] bool appendCompound(const CompoundRule& rule, const SchemaEvent& event);
    void linkAggregation(uint32_t offset);

    /// Where the next links go, and how far the blob had come: what an undo restores.
    struct Position {
        size_t size = 0;
        uint32_t events = 0;
        uint32_t lastEvent = 0;
        uint32_t lastFilter = 0; ///< of the event at hand
        uint32_t lastAggregation = 0;
        uint32_t firstAggregation = 0;
    };

    uint32_t reserve(size_t size);
    template <class Record>
    Record& at(uint32_t offset);

    std::vector<std::byte> blob_;
    Position position_;
    uint32_t lastAggregationId_ = 0;
    uint32_t openAggregation_ = 0; ///< of the <Rule> whose filters are being appended
    bool aggregationsLost_ = false;
};

/// The current schema's events of a rule name, in the schema's order.
std::vector<const SchemaEvent*> eventsOfRule(std::string_view ruleName);

/// The field's index in the event, or -1.
int fieldIndex(const SchemaEvent& event, std::string_view field);

/// Compiles all rules; what cannot be is reported to `problems`. Without any event: an empty blob.
std::vector<std::byte> compileRules(const RuleFile& file, Problems& problems);

} // namespace sysmon
