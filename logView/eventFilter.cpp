// SPDX-License-Identifier: MIT
#include "eventFilter.h"

#include "error.h"
#include "eventLookup.h"
#include "printableText.h"
#include "schema.h"
#include "utf.h"

#include <algorithm>
#include <charconv>

namespace sysmon::view {

namespace {

bool isNumber(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// "File Create" is FileCreate.
std::string withoutBlanks(std::string_view text)
{
    std::string rest(text);
    std::erase(rest, ' ');
    return rest;
}

bool isNamed(const SchemaEvent& event, std::string_view name)
{
    const std::string wanted = withoutBlanks(name);
    return equalsFolded(event.ruleName, wanted) ||
           equalsFolded(withoutBlanks(event.description), wanted);
}

/// Several for the name of a series, such as RegistryEvent.
std::vector<uint32_t> eventsCalled(std::string_view word)
{
    std::vector<uint32_t> ids;
    for (const SchemaEvent& event : currentSchema().events) {
        const bool fits = isNumber(word) ? std::to_string(event.id) == word : isNamed(event, word);
        if (fits) ids.push_back(event.id);
    }
    return ids;
}

bool isField(std::string_view name)
{
    if (equalsFolded(name, "Computer") || equalsFolded(name, "EventRecordID")) return true;
    const auto hasIt = [&](const SchemaEvent& event) {
        return std::ranges::any_of(
            event.fields, [&](const SchemaField& field) { return equalsFolded(field.name, name); });
    };
    return std::ranges::any_of(currentSchema().events, hasIt);
}

/// A pattern that finds `part` anywhere.
std::string containing(std::string_view part)
{
    return "*" + std::string(part) + "*";
}

} // namespace

void EventFilter::addEvents(std::string_view list)
{
    while (true) {
        const std::string_view word = list.substr(0, list.find(','));
        const std::vector<uint32_t> ids =
            word.empty() ? std::vector<uint32_t>() : eventsCalled(word);
        if (ids.empty())
            throw UsageError("unknown event '" + printable(word) +
                             "': use ids or names, such as 1,3,FileCreate (sysmon -s lists them)");
        events_.insert(ids.begin(), ids.end());
        if (word.size() == list.size()) return;
        list.remove_prefix(word.size() + 1);
    }
}

void EventFilter::addField(std::string_view text)
{
    const size_t at = std::min(text.find_first_of("=~!"), text.size());
    const bool negative = text.substr(at).starts_with('!');
    const size_t comparison = negative ? at + 1 : at;
    const bool isPart = text.substr(comparison).starts_with('~');
    if (at == 0 || (!isPart && !text.substr(comparison).starts_with('=')))
        throw UsageError(
            "'" + printable(text) +
            "' is not a filter: use Field=value, Field!=value, Field~part or Field!~part");
    const std::string_view name = text.substr(0, at);
    const std::string_view value = text.substr(comparison + 1);
    if (!isField(name))
        throw UsageError("no event has a field '" + printable(name) + "' (sysmon -s lists them)");
    FieldFilter& filter = fields_[foldAscii(name)];
    (negative ? filter.noneOf : filter.oneOf)
        .emplace_back(isPart ? containing(value) : std::string(value));
}

bool EventFilter::FieldFilter::fits(std::string_view value) const
{
    const auto matches = [&](const Wildcard& pattern) { return pattern.matches(value); };
    return (oneOf.empty() || std::ranges::any_of(oneOf, matches)) &&
           std::ranges::none_of(noneOf, matches);
}

bool EventFilter::fits(const DecodedEvent& event) const
{
    if (!events_.empty() && !events_.contains(event.id)) return false;
    if (!range_.contains(timeOf(event))) return false;
    return std::ranges::all_of(fields_, [&](const auto& entry) {
        const std::string* const value = findField(event, entry.first);
        return value && entry.second.fits(*value);
    });
}

} // namespace sysmon::view
