// SPDX-License-Identifier: MIT
#include "plainMatcher.h"

#include "schema.h"
#include "utf.h"

#include <algorithm>
#include <set>

namespace sysmon::test {

namespace {

std::u16string fold(std::u16string text)
{
    for (char16_t& unit : text)
        if (unit >= u'A' && unit <= u'Z') unit += u'a' - u'A';
    return text;
}

std::u16string raise(std::u16string text)
{
    for (char16_t& unit : text)
        if (unit >= u'a' && unit <= u'z') unit -= u'a' - u'A';
    return text;
}

bool contains(const std::u16string& text, const std::u16string& part)
{
    return part.empty() ? !text.empty() : text.find(part) != text.npos;
}

/// One filter against one field's text, both as UTF-16.
class FilterMatch {
public:
    FilterMatch(const CompiledFilter& filter, std::u16string text, const Quirks& quirks)
        : condition_(filter.condition), raw_(std::move(text)), text_(fold(raw_)),
          value_(fold(toUtf16(filter.value))), quirks_(quirks)
    {
    }

    bool matches() const;

private:
    bool listMatches() const;
    bool itemMatches(const std::u16string& item) const;
    std::vector<std::u16string> items() const;
    std::u16string lastComponent() const;

    Condition condition_;
    std::u16string raw_;
    std::u16string text_;
    std::u16string value_;
    const Quirks& quirks_;
};

bool FilterMatch::matches() const
{
    switch (condition_) {
    case Condition::Is:
        return text_ == value_;
    case Condition::IsNot:
        return text_ != value_;
    case Condition::Contains:
        return contains(text_, value_);
    case Condition::Excludes:
        return !contains(text_, value_);
    case Condition::BeginWith:
        return text_.starts_with(value_);
    case Condition::NotBeginWith:
        return !text_.starts_with(value_);
    case Condition::EndWith:
        return text_.ends_with(value_);
    case Condition::NotEndWith:
        return !text_.ends_with(value_);
    case Condition::LessThan:
        return raise(text_) < raise(value_);
    case Condition::MoreThan:
        return raise(text_) > raise(value_);
    case Condition::Image:
        return lastComponent() == value_;
    default:
        return listMatches();
    }
}

bool FilterMatch::listMatches() const
{
    const std::vector<std::u16string> all = items();
    if (all.empty()) return false;
    const auto found =
        std::ranges::count_if(all, [&](const std::u16string& item) { return itemMatches(item); });
    switch (condition_) {
    case Condition::ContainsAll:
        return found == std::ssize(all);
    case Condition::ExcludesAny:
        return found == 0;
    case Condition::ExcludesAll:
        return found != std::ssize(all);
    default:
        return found > 0;
    }
}

bool FilterMatch::itemMatches(const std::u16string& item) const
{
    return condition_ == Condition::IsAny ? text_ == item : contains(text_, item);
}

std::vector<std::u16string> FilterMatch::items() const
{
    std::vector<std::u16string> all;
    for (size_t at = 0; at <= value_.size();) {
        const size_t end = std::min(value_.find(u';', at), value_.size());
        std::u16string item = value_.substr(at, end - at);
        if (item.empty() && quirks_.emptyItems && condition_ != Condition::IsAny)
            item = value_.substr(at);
        if (!item.empty() || quirks_.emptyItems) all.push_back(item);
        at = end + 1;
    }
    return all;
}

std::u16string FilterMatch::lastComponent() const
{
    const char16_t* separators = quirks_.backslashOnly ? u"\\" : u"\\/";
    if (value_.find_first_of(separators) != value_.npos) return text_;
    const size_t last = text_.find_last_of(separators);
    return last == text_.npos ? text_ : text_.substr(last + 1);
}

/// One event's element against one event.
class GroupMatch {
public:
    GroupMatch(const CompiledEvent& group, const SchemaEvent& event, EventFields& fields,
               const Quirks& quirks, std::string& name)
        : group_(group), event_(event), fields_(fields), quirks_(quirks), name_(name)
    {
    }

    bool matches();

private:
    bool filterMatches(const CompiledFilter& filter);
    bool compoundMatches(size_t first, size_t end);
    bool hasAlternative(uint16_t field, size_t first) const;
    size_t endOfItem(size_t first) const;

    const CompiledEvent& group_;
    const SchemaEvent& event_;
    EventFields& fields_;
    const Quirks& quirks_;
    std::string& name_;
};

bool GroupMatch::matches()
{
    const auto& filters = group_.filters;
    std::set<uint16_t> matched; // fields of an AND group whose other filters no longer matter
    for (size_t first = 0, end; first < filters.size(); first = end) {
        end = endOfItem(first);
        const CompiledFilter& filter = filters[first];
        const bool single = filter.compound < 0;
        if (group_.combineAnd && single && matched.contains(filter.field)) continue;
        const bool match = single ? filterMatches(filter) : compoundMatches(first, end);
        if (!group_.combineAnd && match) return true;
        if (!group_.combineAnd) continue;
        if (!match && (!single || !hasAlternative(filter.field, end))) return false;
        if (match && single) matched.insert(filter.field);
    }
    return group_.combineAnd && !filters.empty();
}

/// Whether a filter of the field stands outside of any <Rule> at `first` or later.
bool GroupMatch::hasAlternative(uint16_t field, size_t first) const
{
    return std::any_of(
        group_.filters.begin() + first, group_.filters.end(),
        [&](const CompiledFilter& filter) { return filter.compound < 0 && filter.field == field; });
}

size_t GroupMatch::endOfItem(size_t first) const
{
    size_t end = first + 1;
    const int compound = group_.filters[first].compound;
    while (compound >= 0 && end < group_.filters.size() && group_.filters[end].compound == compound)
        end++;
    return end;
}

bool GroupMatch::compoundMatches(size_t first, size_t end)
{
    const bool all = group_.compounds[group_.filters[first].compound].combineAnd;
    for (size_t i = first; i < end; i++)
        if (filterMatches(group_.filters[i]) != all) return !all;
    return all;
}

bool GroupMatch::filterMatches(const CompiledFilter& filter)
{
    const SchemaEvent& written = *findEvent(group_.id);
    if (filter.field >= event_.fields.size() ||
        event_.fields[filter.field].name != written.fields[filter.field].name)
        return false;
    if (!FilterMatch(filter, toUtf16(fields_.text(filter.field)), quirks_).matches()) return false;
    if (!filter.name.empty()) name_ = filter.name;
    return true;
}

} // namespace

PlainMatcher::PlainMatcher(CompiledRules rules, Quirks quirks)
    : rules_(std::move(rules)), quirks_(quirks)
{
}

PlainDecision PlainMatcher::decide(uint16_t eventId, EventFields& fields) const
{
    const SchemaEvent* event = findEvent(eventId);
    if (!event) return {false, "-"};
    if (event->ruleName.empty()) return {true, "-"};
    std::vector<const CompiledEvent*> groups;
    for (const CompiledEvent& group : rules_.events)
        if (findEvent(group.id)->ruleName == event->ruleName) groups.insert(groups.begin(), &group);
    if (groups.empty()) return {event->includedByDefault, "-"};
    std::stable_partition(groups.begin(), groups.end(),
                          [](const CompiledEvent* group) { return group->includeByDefault; });
    std::string name;
    for (const CompiledEvent* group : groups) {
        if (!quirks_.namesStay) name.clear();
        if (GroupMatch(*group, *event, fields, quirks_, name).matches())
            return {!group->includeByDefault, name.empty() ? "-" : name};
    }
    return {groups.size() == 1 && groups.front()->includeByDefault, "-"};
}

} // namespace sysmon::test
