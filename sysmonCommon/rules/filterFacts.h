// SPDX-License-Identifier: MIT
//
// Filters taken apart into what can be true of a text.
#pragma once

#include "condition.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// One thing that can be true of a field's text.
enum class Fact : uint8_t {
    Equals,
    LastComponentEquals, ///< behind the last '/' or '\'
    Contains,            ///< value not empty
    BeginsWith,          ///< value not empty
    EndsWith,            ///< value not empty
    LessThan,
    MoreThan,
    NotEmpty, ///< value unused
};

inline constexpr size_t factKinds = 8;

/// How many of its facts have to hold for a filter to match.
enum class Quantity : uint8_t {
    Any,
    All,
    NotAny,
    NotAll,
    Always, ///< no facts: every text matches
    Never,  ///< no facts: no text matches
};

struct ValueFact {
    Fact kind;
    std::string value; ///< folded, but for LessThan and MoreThan
};

struct FilterFacts {
    Quantity quantity;
    std::vector<ValueFact> facts;
};

FilterFacts factsOf(Condition condition, std::string_view value);

} // namespace sysmon
