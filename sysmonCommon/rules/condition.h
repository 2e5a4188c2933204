// SPDX-License-Identifier: MIT
//
// The sixteen ways in which a filter compares a field's text with its value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// The numbers are those of compiled blobs.
enum class Condition : uint8_t {
    Is,
    IsNot,
    Contains,
    ContainsAny,
    IsAny,
    ContainsAll,
    Excludes,
    ExcludesAny,
    ExcludesAll,
    BeginWith,
    EndWith,
    LessThan,
    MoreThan,
    Image,
    NotBeginWith,
    NotEndWith,
};

inline constexpr uint32_t conditionCount = 16;

/// The name that configurations use, in small letters.
std::string_view conditionName(Condition condition);

/// The condition of that name, in any case; nothing for an unknown one. "" is `is`.
std::optional<Condition> conditionFromName(std::string_view name);

/// Every name, separated by ", ": for messages.
std::string conditionNames();

/// Whether the value is a list of items separated by ';'.
bool takesList(Condition condition);

/// The items of a list; empty ones are left out, blanks are kept. Views into `value`.
std::vector<std::string_view> listItems(std::string_view value);

/// Whether the list has an item that is empty.
bool hasEmptyItem(std::string_view value);

} // namespace sysmon
