// SPDX-License-Identifier: MIT
#include "condition.h"

#include "utf.h"

#include <array>

namespace sysmon {

namespace {

constexpr std::array<std::string_view, conditionCount> names = {
    "is",        "is not",       "contains",       "contains any", "is any",   "contains all",
    "excludes",  "excludes any", "excludes all",   "begin with",   "end with", "less than",
    "more than", "image",        "not begin with", "not end with"};

} // namespace

std::string_view conditionName(Condition condition)
{
    return names[static_cast<size_t>(condition)];
}

std::optional<Condition> conditionFromName(std::string_view name)
{
    if (name.empty()) return Condition::Is;
    for (size_t i = 0; i < names.size(); i++)
        if (equalsFolded(names[i], name)) return static_cast<Condition>(i);
    return std::nullopt;
}

std::string conditionNames()
{
    std::string all;
    for (std::string_view name : names)
        all.append(all.empty() ? "" : ", ").append(name);
    return all;
}

bool takesList(Condition condition)
{
    switch (condition) {
    case Condition::ContainsAny:
    case Condition::IsAny:
    case Condition::ContainsAll:
    case Condition::ExcludesAny:
    case Condition::ExcludesAll:
        return true;
    default:
        return false;
    }
}

std::vector<std::string_view> listItems(std::string_view value)
{
    std::vector<std::string_view> items;
    while (!value.empty()) {
        const std::string_view item = value.substr(0, value.find(';'));
        if (!item.empty()) items.push_back(item);
        value.remove_prefix(std::min(item.size() + 1, value.size()));
    }
    return items;
}

bool hasEmptyItem(std::string_view value)
{
    return value.empty() || value.front() == ';' || value.back() == ';' ||
           value.find(";;") != value.npos;
}

} // namespace sysmon
