// SPDX-License-Identifier: MIT
#include "ruleWarnings.h"

#include "problems.h"
#include "ruleBuilder.h"
#include "ruleShadows.h"

#include <algorithm>

namespace sysmon {

namespace {

bool isLetter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/// Whether a drive's letter, a colon and a backslash stand in the text, not in the middle of a
/// word.
bool hasDriveLetter(std::string_view text)
{
    for (size_t colon = text.find(":\\"); colon != text.npos; colon = text.find(":\\", colon + 1))
        if (colon > 0 && isLetter(text[colon - 1]) && (colon == 1 || !isLetter(text[colon - 2])))
            return true;
    return false;
}

/// Whether the filter waits for a text that only a Windows path has.
bool needsDriveLetter(const FieldRule& filter)
{
    switch (filter.condition) {
    case Condition::Is:
    case Condition::Contains:
    case Condition::BeginWith:
    case Condition::EndWith:
    case Condition::Image:
        return hasDriveLetter(filter.value);
    case Condition::ContainsAll:
        return std::ranges::any_of(listItems(filter.value), hasDriveLetter);
    case Condition::ContainsAny:
    case Condition::IsAny: {
        const auto items = listItems(filter.value);
        return !items.empty() && std::ranges::all_of(items, hasDriveLetter);
    }
    default:
        return false;
    }
}

void warnOfDrives(const EventRules& rules, Problems& warnings)
{
    forEachFilter(rules, [&](const FieldRule& filter) {
        if (needsDriveLetter(filter))
            warnings.add(filter.line, filter.field,
                         "\"" + filter.value + "\" is a Windows path, which never matches here");
    });
}

bool isProducedBy(std::span<const uint16_t> produced, const EventRules& rules)
{
    return std::ranges::any_of(eventsOfRule(rules.element), [&](const SchemaEvent* event) {
        return std::ranges::find(produced, event->id) != produced.end();
    });
}

} // namespace

void warnOfDeadRules(const RuleFile& file, std::span<const uint16_t> produced, Problems& warnings)
{
    for (const EventRules& rules : file.events) {
        if (isProducedBy(produced, rules))
            warnOfDrives(rules, warnings);
        else
            warnings.add(rules.line, rules.element, "this event does not happen on this system");
    }
    for (const Shadow& shadow : findShadows(file))
        warnings.add(shadow.line, shadow.element,
                     "never decides: the rule in line " + std::to_string(shadow.earlierLine) +
                         " is tried before it and matches whenever it would");
}

} // namespace sysmon
