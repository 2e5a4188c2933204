// SPDX-License-Identifier: MIT
//
// An event read back from a line of a log.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon::view {

struct ViewedField {
    std::string name;
    std::string value; ///< may hold any character: whoever shows it makes it printable
};

struct ViewedEvent {
    uint32_t id = 0;        ///< maybe one that this version's schema does not have
    std::string systemTime; ///< of System, as it was written
    std::string recordId;
    std::string computer;
    std::vector<ViewedField> fields; ///< of EventData, in the line's order

    /// A field's value, or that of Computer or EventRecordID; the name in any case. Null if the
    /// event has none of that name.
    const std::string* find(std::string_view name) const;
    /// When it happened, as "2026-11-22 02:21:52.422".
    std::string time() const;
};

/// A line that begins like an event and is none. It ends nothing: the viewer counts it.
class BrokenLine : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads the event of a line, XML or JSON; text around it does not matter. Nothing for a line
/// without one. Throws BrokenLine.
std::optional<ViewedEvent> readEvent(std::string_view line);

} // namespace sysmon::view
