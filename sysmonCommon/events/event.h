// SPDX-License-Identifier: MIT
#pragma once

#include "rules.h"
#include "schema.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <string_view>

namespace sysmon {

/// Knows how to make the fields of one event.
class FieldSource {
public:
    virtual ~FieldSource() = default;
    /// The text of one field, empty if there is none. It stays valid as long as the event. Called
    /// once per event and field.
    virtual std::string_view resolve(uint16_t fieldIndex) = 0;
};

/// One event of the current schema. Its fields are bound to a source but not resolved: each is made
/// when it is first asked for, and kept.
class Event : public EventFields {
public:
    static constexpr size_t maxFields = 32;

    /// `utcNs`: nanoseconds since 1970 at which it happened. The event keeps references.
    Event(const SchemaEvent& schema, uint64_t utcNs, FieldSource& source)
        : schema_(schema), utcNs_(utcNs), source_(source)
    {
    }

    const SchemaEvent& schema() const noexcept { return schema_; }
    uint64_t utcNs() const noexcept { return utcNs_; }

    /// A field that has no value is "-", all zeros if it is a GUID, "false" if it is a boolean.
    std::string_view text(uint16_t fieldIndex) override;

    /// Replaces a field; `value` must stay valid as long as the event.
    void setText(uint16_t fieldIndex, std::string_view value);

private:
    const SchemaEvent& schema_;
    uint64_t utcNs_;
    FieldSource& source_;
    std::bitset<maxFields> resolved_;
    std::array<std::string_view, maxFields> texts_;
};

} // namespace sysmon
