// SPDX-License-Identifier: MIT
//
// The rules of a configuration in document order, as read: names are inherited, nothing is checked
// against the events' fields yet. RuleBuilder compiles it; -validate reads it for its lines.
#pragma once

#include "condition.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace sysmon {

/// One field's element.
struct FieldRule {
    std::string field;
    Condition condition = Condition::Is;
    std::string value; ///< as written
    std::string name;  ///< its own, else the <Rule>'s, else the RuleGroup's
    int line = 0;
};

/// A <Rule>.
struct CompoundRule {
    std::string name; ///< its own; not inherited
    bool combineAnd = false;
    std::vector<FieldRule> filters;
    int line = 0;
};

/// One event's element: a group of filters that decide together.
struct EventRules {
    std::string element;           ///< rule name, e.g. ProcessCreate
    bool includeByDefault = false; ///< onmatch="exclude"
    bool combineAnd = false;
    std::vector<std::variant<FieldRule, CompoundRule>> items;
    int line = 0;
};

/// Calls `visit` with every filter of an element, those inside of <Rule>s too.
template <class Visit>
void forEachFilter(const EventRules& rules, Visit&& visit)
{
    for (const auto& item : rules.items) {
        if (const auto* filter = std::get_if<FieldRule>(&item)) {
            visit(*filter);
            continue;
        }
        for (const FieldRule& filter : std::get<CompoundRule>(item).filters)
            visit(filter);
    }
}

struct RuleFile {
    uint32_t schemaVersion = 0; ///< the file's own, major << 16 | minor
    std::vector<EventRules> events;
};

} // namespace sysmon
