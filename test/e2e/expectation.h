// SPDX-License-Identifier: MIT
//
// From what an actor did to what the daemon must have written.
#pragma once

#include "actorReport.h"
#include "loggedEvent.h"
#include "machine.h"

#include <string>
#include <vector>

namespace sysmon::e2e {

struct ExpectedField {
    std::string name;
    std::vector<std::string> oneOf;
    bool mayBeCut = false; ///< to something shorter that ends in "..."
};

struct ExpectedEvent {
    uint32_t id = 0;
    uint64_t afterNs = 0;
    uint64_t beforeNs = 0;
    std::vector<ExpectedField> fields; ///< all of the schema's but UtcTime

    const std::string& operator[](std::string_view name) const;
    std::string summary() const;
};

ExpectedEvent expectedEvent(const Deed& deed, const Machine& machine);

/// What is wrong with each field of `logged`, one "field: expected …, got …" each.
std::vector<std::string> differences(const ExpectedEvent& expected, const LoggedEvent& logged);

} // namespace sysmon::e2e
