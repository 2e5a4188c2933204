// SPDX-License-Identifier: MIT
#include "recordedEvent.h"

#include "decodedEvent.h"
#include "ruleBuilder.h"
#include "schema.h"

namespace sysmon {

namespace {

std::optional<DecodedEvent> eventOf(std::string_view line)
{
    try {
        return decodeEvent(line, Reading::Tolerant);
    } catch (const BrokenLine&) {
        return std::nullopt;
    }
}

} // namespace

std::optional<RecordedEvent> RecordedEvent::parse(std::string_view line)
{
    std::optional<DecodedEvent> event = eventOf(line);
    const SchemaEvent* const schema = event ? findEvent(event->id) : nullptr;
    if (!schema) return std::nullopt;
    RecordedEvent parsed;
    parsed.eventId_ = schema->id;
    parsed.fields_.assign(schema->fields.size(), "-");
    for (DecodedField& field : event->fields)
        if (const int index = fieldIndex(*schema, field.name); index >= 0)
            parsed.fields_[static_cast<size_t>(index)] = std::move(field.value);
    return parsed;
}

} // namespace sysmon
