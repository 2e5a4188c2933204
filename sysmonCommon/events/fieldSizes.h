// SPDX-License-Identifier: MIT
//
// <FieldSizes>: fields of text that are cut before they are written.
#pragma once

#include "event.h"
#include "textArena.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

/// The first `characters` characters of `text`, the last three of which become "..." if something
/// is cut off; "-" if there is no room for them. A byte that is not UTF-8 counts as a character.
std::string_view cutText(std::string_view text, uint32_t characters, TextArena& arena);

/// Limits by field name, looked up once for every event of the current schema. Immutable.
class FieldSizes {
public:
    FieldSizes() = default;
    explicit FieldSizes(const std::map<std::string, uint32_t, std::less<>>& limits);

    /// Cuts the event's fields of text; numbers, GUIDs and booleans keep their form.
    void apply(Event& event, TextArena& arena) const;

private:
    struct Limit {
        uint16_t fieldIndex;
        uint32_t characters;
    };
    std::array<std::vector<Limit>, 256> limits_; ///< by event id
};

} // namespace sysmon
