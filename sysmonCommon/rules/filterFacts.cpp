// SPDX-License-Identifier: MIT
#include "filterFacts.h"

#include "utf.h"

namespace sysmon {

namespace {

Quantity quantityOf(Condition condition)
{
    switch (condition) {
    case Condition::IsNot:
    case Condition::Excludes:
    case Condition::ExcludesAny:
    case Condition::NotBeginWith:
    case Condition::NotEndWith:
        return Quantity::NotAny;
    case Condition::ContainsAll:
        return Quantity::All;
    case Condition::ExcludesAll:
        return Quantity::NotAll;
    default:
        return Quantity::Any;
    }
}

Fact kindOf(Condition condition, std::string_view value)
{
    switch (condition) {
    case Condition::Is:
    case Condition::IsNot:
    case Condition::IsAny:
        return Fact::Equals;
    case Condition::BeginWith:
    case Condition::NotBeginWith:
        return Fact::BeginsWith;
    case Condition::EndWith:
    case Condition::NotEndWith:
        return Fact::EndsWith;
    case Condition::LessThan:
        return Fact::LessThan;
    case Condition::MoreThan:
        return Fact::MoreThan;
    case Condition::Image:
        return value.find_first_of("/\\") == value.npos ? Fact::LastComponentEquals : Fact::Equals;
    default:
        return value.empty() ? Fact::NotEmpty : Fact::Contains;
    }
}

} // namespace

FilterFacts factsOf(Condition condition, std::string_view value)
{
    const Fact kind = kindOf(condition, value);
    const Quantity quantity = quantityOf(condition);
    if (takesList(condition)) {
        FilterFacts list{.quantity = quantity, .facts = {}};
        for (const std::string_view item : listItems(value))
            list.facts.push_back({kind, foldAscii(item)});
        if (list.facts.empty()) list.quantity = Quantity::Never;
        return list;
    }
    const bool affix = kind == Fact::BeginsWith || kind == Fact::EndsWith;
    if (affix && value.empty()) // every text begins and ends with nothing
        return {quantity == Quantity::Any ? Quantity::Always : Quantity::Never, {}};
    const bool ordered = kind == Fact::LessThan || kind == Fact::MoreThan;
    return {quantity, {{kind, ordered ? std::string(value) : foldAscii(value)}}};
}

} // namespace sysmon
