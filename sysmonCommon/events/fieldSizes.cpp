// SPDX-License-Identifier: MIT
#include "fieldSizes.h"

#include "utf.h"

namespace sysmon {

namespace {

constexpr std::string_view ellipsis = "...";

/// Bytes of the first `characters` characters.
size_t prefixSize(std::string_view text, size_t characters)
{
    size_t size = 0;
    for (; characters > 0 && size < text.size(); --characters)
        size += firstCharacter(text.substr(size)).size;
    return size;
}

} // namespace

std::string_view cutText(std::string_view text, uint32_t characters, TextArena& arena)
{
    if (text.size() <= characters || prefixSize(text, characters) == text.size()) return text;
    if (characters < ellipsis.size()) return "-";
    return arena.join({text.substr(0, prefixSize(text, characters - ellipsis.size())), ellipsis});
}

FieldSizes::FieldSizes(const std::map<std::string, uint32_t, std::less<>>& limits)
{
    for (const SchemaEvent& event : currentSchema().events) {
        for (uint16_t i = 0; i < event.fields.size(); ++i) {
            if (event.fields[i].type != FieldType::UnicodeString) continue;
            const auto limit = limits.find(event.fields[i].name);
            if (limit != limits.end()) limits_[event.id].push_back({i, limit->second});
        }
    }
}

void FieldSizes::apply(Event& event, TextArena& arena) const
{
    for (const Limit& limit : limits_[event.schema().id]) {
        const std::string_view text = event.text(limit.fieldIndex);
        event.setText(limit.fieldIndex, cutText(text, limit.characters, arena));
    }
}

} // namespace sysmon
