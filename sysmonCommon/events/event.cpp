// SPDX-License-Identifier: MIT
#include "event.h"

#include "guid.h"

namespace sysmon {

namespace {

std::string_view missingText(FieldType type)
{
    switch (type) {
    case FieldType::Guid:
        return zeroGuidText;
    case FieldType::Boolean:
        return "false";
    default:
        return "-";
    }
}

} // namespace

std::string_view Event::text(uint16_t fieldIndex)
{
    if (fieldIndex >= schema_.fields.size()) return missingText(FieldType::UnicodeString);
    if (!resolved_[fieldIndex]) {
        const std::string_view text = source_.resolve(fieldIndex);
        setText(fieldIndex, text.empty() ? missingText(schema_.fields[fieldIndex].type) : text);
    }
    return texts_[fieldIndex];
}

void Event::setText(uint16_t fieldIndex, std::string_view value)
{
    texts_[fieldIndex] = value;
    resolved_.set(fieldIndex);
}

} // namespace sysmon
