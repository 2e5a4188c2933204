// SPDX-License-Identifier: MIT
#pragma once

#include "condition.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sysmon {

struct CompiledFilter {
    uint16_t field; ///< index into the fields of the event it is written against
    Condition condition;
    std::string value; ///< UTF-8, as written
    std::string name;  ///< effective one; may be empty
    int compound;      ///< index into compounds, or -1
};

/// A <Rule> that has filters.
struct CompiledCompound {
    std::string name; ///< its own, at most 127 UTF-16 units of it
    bool combineAnd;
};

struct CompiledEvent {
    uint16_t id;
    bool includeByDefault; ///< what happens when nothing matches; a match does the opposite
    bool combineAnd;
    std::vector<CompiledFilter> filters; ///< those of one compound lie side by side
    std::vector<CompiledCompound> compounds;
};

struct CompiledRules {
    uint32_t schemaVersion = 0; ///< of the configuration; 0 for an empty blob
    std::vector<CompiledEvent> events;
};

/// Reads a blob of this program's binary version and trusts nothing in it: every offset, size,
/// count, number and terminator is checked, records must follow each other without overlap. Throws
/// StateError that says what is wrong and at which offset. An empty blob has no rules.
CompiledRules readBlob(std::span<const std::byte> blob);

} // namespace sysmon
