// SPDX-License-Identifier: MIT
//
// One line of the daemon's output, checked for the exact form that reference/output.md demands.
#pragma once

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

struct LoggedField {
    std::string name;
    std::string value;
};

struct LoggedEvent {
    uint32_t id = 0;
    uint64_t recordId = 0;
    uint64_t systemTimeNs = 0; ///< since 1970
    uint64_t utcTimeNs = 0;    ///< since 1970; whole milliseconds
    uint32_t daemonProcessId = 0;
    std::string computer;
    std::vector<LoggedField> fields;
    size_t lineSize = 0;

    /// Value of a field; empty if the event has none of that name.
    const std::string& operator[](std::string_view name) const;
    /// A short text that tells which event this is.
    std::string summary() const;
};

/// A line without its line end. It must be well-formed XML (as libxml2 sees it) of exactly the
/// documented form, with the fields of the schema in their order, each formed as its type asks.
/// Throws LineError.
LoggedEvent parseEventLine(std::string_view line);

} // namespace sysmon::e2e
