// SPDX-License-Identifier: MIT
//
// One line of the daemon's output, checked for the exact form that reference/output.md demands.
#pragma once

#include "decodedEvent.h"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon::e2e {

/// What is wrong with a line, and where in it.
class LineError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct LoggedEvent {
    uint32_t id = 0;
    uint64_t recordId = 0;
    uint64_t systemTimeNs = 0; ///< since 1970
    uint64_t utcTimeNs = 0;    ///< since 1970; whole milliseconds
    uint32_t daemonProcessId = 0;
    std::string computer;
    std::vector<DecodedField> fields;
    size_t lineSize = 0;

    /// Value of a field; empty if the event has none of that name.
    const std::string& operator[](std::string_view name) const;
    /// A short text that tells which event this is.
    std::string summary() const;
};

/// A line without its line end. It must be, byte for byte, what ExampleLine writes for its values,
/// and libxml2 must read the same values; each is formed as the schema's type of the field asks.
/// Throws LineError.
LoggedEvent parseEventLine(std::string_view line);

/// The same of a line of JSON.
LoggedEvent parseJsonLine(std::string_view line);

} // namespace sysmon::e2e
