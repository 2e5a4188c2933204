// SPDX-License-Identifier: MIT
#include "eventLine.h"

#include "ruleBuilder.h"
#include "schema.h"
#include "utf.h"

#include <charconv>

namespace sysmon {

namespace {

/// Cuts what lies between `open` and `close` out of `text` and moves behind it.
std::optional<std::string_view> takeBetween(std::string_view& text, std::string_view open,
                                            std::string_view close)
{
    const size_t start = text.find(open);
    if (start == text.npos) return std::nullopt;
    const size_t end = text.find(close, start + open.size());
    if (end == text.npos) return std::nullopt;
    const std::string_view found = text.substr(start + open.size(), end - start - open.size());
    text.remove_prefix(end + close.size());
    return found;
}

constexpr size_t longestEntity = 12; // "&#x0010FFFF;"

/// What `&name;` stands for; nothing for an unknown name, which then stays as it is.
std::optional<std::string> entityText(std::string_view name)
{
    constexpr std::pair<std::string_view, char> known[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [entity, letter] : known)
        if (entity == name) return std::string(1, letter);
    if (!name.starts_with('#')) return std::nullopt;
    const bool hexadecimal = name.starts_with("#x");
    const char* digits = name.data() + (hexadecimal ? 2 : 1);
    const char* end = name.data() + name.size();
    uint32_t codePoint = 0;
    const auto [stop, error] = std::from_chars(digits, end, codePoint, hexadecimal ? 16 : 10);
    if (error != std::errc() || stop != end || codePoint > 0x10ffff) return std::nullopt;
    std::u16string units;
    appendUtf16(units, codePoint);
    return toUtf8(units);
}

std::string unescaped(std::string_view text)
{
    std::string plain;
    while (!text.empty()) {
        const size_t start = std::min(text.find('&'), text.size());
        plain.append(text.substr(0, start));
        text.remove_prefix(start);
        const size_t end = text.substr(0, longestEntity).find(';');
        const auto entity = end == text.npos ? std::nullopt : entityText(text.substr(1, end - 1));
        if (entity)
            plain += *entity;
        else
            plain.append(text.substr(0, 1));
        text.remove_prefix(entity ? end + 1 : std::min<size_t>(1, text.size()));
    }
    return plain;
}

} // namespace

std::optional<EventLine> EventLine::parse(std::string_view line)
{
    std::optional<std::string_view> event = takeBetween(line, "<Event>", "</Event>");
    if (!event) return std::nullopt;
    const std::optional<std::string_view> id = takeBetween(*event, "<EventID>", "</EventID>");
    if (!id) return std::nullopt;
    EventLine parsed;
    const auto [end, error] = std::from_chars(id->data(), id->data() + id->size(), parsed.eventId_);
    const SchemaEvent* schema = findEvent(parsed.eventId_);
    if (error != std::errc() || end != id->data() + id->size() || !schema) return std::nullopt;
    parsed.fields_.assign(schema->fields.size(), "-");
    while (const auto data = takeBetween(*event, "<Data Name=\"", "</Data>")) {
        const size_t nameEnd = data->find("\">");
        if (nameEnd == data->npos) continue;
        const int field = fieldIndex(*schema, data->substr(0, nameEnd));
        if (field >= 0) parsed.fields_[field] = unescaped(data->substr(nameEnd + 2));
    }
    return parsed;
}

} // namespace sysmon
