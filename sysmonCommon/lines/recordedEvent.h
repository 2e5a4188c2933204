// SPDX-License-Identifier: MIT
#pragma once

#include "rules.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// An event read back from a line, ready for the rule engine.
class RecordedEvent : public EventFields {
public:
    /// Reads a line tolerantly. Nothing if there is no whole event in it, or its id is not in the
    /// schema.
    static std::optional<RecordedEvent> parse(std::string_view line);

    uint16_t eventId() const { return eventId_; }

    /// A field that the line does not have is "-".
    std::string_view text(uint16_t fieldIndex) override { return fields_.at(fieldIndex); }

private:
    uint16_t eventId_ = 0;
    std::vector<std::string> fields_;
};

} // namespace sysmon
