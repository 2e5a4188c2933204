// SPDX-License-Identifier: MIT
#pragma once

#include "rules.h"

#include <optional>
#include <string>
#include <vector>

namespace sysmon {

/// An event read back from a line of output, ready for the rule engine.
class EventLine : public EventFields {
public:
    /// Finds `<Event>…</Event>` in a line; text around it does not matter. Nothing if there is
    /// none, or its id is not in the schema. Read tolerantly: bytes that are not UTF-8 stay.
    static std::optional<EventLine> parse(std::string_view line);

    uint16_t eventId() const { return eventId_; }

    /// A field that the line does not have is "-".
    std::string_view text(uint16_t fieldIndex) override { return fields_.at(fieldIndex); }

private:
    uint16_t eventId_ = 0;
    std::vector<std::string> fields_;
};

} // namespace sysmon
