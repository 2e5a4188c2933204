// SPDX-License-Identifier: MIT
//
// The rule engine: a compiled blob becomes an immutable matcher that decides events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace sysmon {

/// One event as the rule engine sees it: its fields by index (sysmon::fields::<Event>), as text,
/// resolved only when asked. A field that cannot be resolved is "-".
class EventFields {
public:
    virtual ~EventFields() = default;
    /// UTF-8 (or whatever bytes the system had); valid until the event is gone.
    virtual std::string_view text(uint16_t fieldIndex) = 0;
};

struct Decision {
    bool included;
    std::string_view ruleName; ///< "-" if no named filter matched; lives as long as the RuleSet
};

/// Immutable: shared between threads freely, replaced as a whole on reload.
class RuleSet {
public:
    /// Every offset, size, count and terminator of `blob` is checked; throws StateError that says
    /// what is wrong and at which offset. An empty blob is valid: the schema's defaults apply.
    static std::shared_ptr<const RuleSet> fromBlob(std::span<const std::byte> blob);

    ~RuleSet();
    RuleSet(const RuleSet&) = delete;
    RuleSet& operator=(const RuleSet&) = delete;

    /// Decides one event. No heap allocation once the calling thread is warm.
    Decision FilterEventRules(uint16_t eventId, EventFields& fields) const;

    /// Whether some rule of this event includes what it matches (onmatch="include").
    bool IdHasIncludeRules(uint16_t eventId) const;

    /// Whether this set can include an event of this type at all; if not, nothing needs to be
    /// attached for it.
    bool canInclude(uint16_t eventId) const;

private:
    struct Matcher;
    explicit RuleSet(std::unique_ptr<const Matcher> matcher);
    std::unique_ptr<const Matcher> matcher_;
};

} // namespace sysmon
