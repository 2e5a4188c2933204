// SPDX-License-Identifier: MIT
#pragma once

#include "blobReader.h"
#include "rules.h"

#include <string>

namespace sysmon::test {

/// Where the reference decides otherwise than we do, on purpose.
struct Quirks {
    bool backslashOnly = false; ///< `image` knows no '/'
    bool emptyItems = false;    ///< empty items of lists count, each in its own way
    bool namesStay = false;     ///< a failed group's rule name is reported for another's match
};

inline constexpr Quirks referenceQuirks{true, true, true};

struct PlainDecision {
    bool included;
    std::string ruleName;
    bool operator==(const PlainDecision&) const = default;
};

/// Rules as their description reads: filter by filter, in UTF-16, nothing prepared. The model that
/// the fast matcher is held against; far too slow to be in the product.
class PlainMatcher {
public:
    explicit PlainMatcher(CompiledRules rules, Quirks quirks = {});

    PlainDecision decide(uint16_t eventId, EventFields& fields) const;

private:
    CompiledRules rules_;
    Quirks quirks_;
};

} // namespace sysmon::test
