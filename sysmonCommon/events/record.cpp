// SPDX-License-Identifier: MIT
#include "record.h"

#include "textArena.h"

#include <algorithm>

namespace sysmon {

namespace {

constexpr std::string_view deletedSuffix = " (deleted)";

/// Takes the next name off a path extension, without its NUL.
std::string_view takeName(std::string_view& names)
{
    const size_t size = std::min(names.find('\0'), names.size());
    const std::string_view name = names.substr(0, size);
    names.remove_prefix(std::min(size + 1, names.size()));
    return name;
}

/// Leaf first in the record, root first in the text: written from the end.
std::string_view joinNames(std::string_view names, std::string_view head, std::string_view suffix,
                           TextArena& arena)
{
    // Each name gives up its NUL for a slash. The last NUL may be missing, or all names: two more.
    const size_t size = head.size() + names.size() + 2 + suffix.size();
    char* const begin = arena.allocate(size);
    char* const end = begin + size;
    char* at = std::copy_backward(suffix.begin(), suffix.end(), end);
    while (!names.empty()) {
        const std::string_view name = takeName(names);
        if (name.empty()) continue;
        at = std::copy_backward(name.begin(), name.end(), at);
        *--at = '/';
    }
    if (at == end - suffix.size()) *--at = '/';
    at = std::copy_backward(head.begin(), head.end(), at);
    return {at, static_cast<size_t>(end - at)};
}

/// Takes away what was cut in the middle of a character.
std::string_view wholeCharacters(std::string_view text)
{
    for (size_t tail = 1; tail <= std::min<size_t>(text.size(), 3); ++tail) {
        const auto byte = static_cast<uint8_t>(text[text.size() - tail]);
        const size_t size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        if (size > tail) return text.substr(0, text.size() - tail);
        if ((byte & 0xc0) != 0x80) break;
    }
    return text;
}

} // namespace

size_t recordStructSize(uint16_t eventType)
{
    return withRecordStruct(
        eventType, []<typename Record>(std::type_identity<Record>) { return sizeof(Record); });
}

const char* recordFault(const SYSMON_EVENT_HEADER& record, size_t structSize)
{
    if (structSize == 0) return "unknown event type";
    if (record.eventSize > SYSMON_RECORD_MAX) return "longer than a record can be";
    if (record.eventSize < structSize) return "shorter than its event";
    uint64_t size = structSize;
    for (const uint32_t extension : record.extensionSizes)
        size += extension;
    if (size != record.eventSize) return "its parts do not add up to its size";
    return nullptr;
}

std::string_view recordExtension(const SYSMON_EVENT_HEADER& record, unsigned extension)
{
    const auto* at = reinterpret_cast<const char*>(&record) + recordStructSize(record.eventType);
    for (unsigned i = 0; i < extension; ++i)
        at += record.extensionSizes[i];
    return {at, record.extensionSizes[extension]};
}

std::string_view recordPath(std::string_view extension, DeletedMark mark, TextArena& arena)
{
    if (extension.empty()) return {};
    const auto flags = static_cast<uint8_t>(extension[0]);
    const bool pseudo = (flags & SYSMON_PATH_PSEUDO) != 0;
    const bool deleted = (flags & SYSMON_PATH_DELETED) != 0 && mark == DeletedMark::Append;
    const std::string_view head = (flags & SYSMON_PATH_CUT) != 0 ? "..." : "";
    const std::string_view suffix = pseudo || deleted ? deletedSuffix : "";
    return joinNames(extension.substr(1), head, suffix, arena);
}

std::string_view recordArguments(std::string_view extension, bool cut, TextArena& arena)
{
    if (cut) extension = wholeCharacters(extension);
    if (!extension.empty() && extension.back() == '\0') extension.remove_suffix(1);
    constexpr std::string_view rest = "...";
    const size_t size = extension.size() + (cut ? rest.size() : 0);
    char* const begin = arena.allocate(size);
    char* const end = std::replace_copy(extension.begin(), extension.end(), begin, '\0', ' ');
    if (cut) std::copy(rest.begin(), rest.end(), end);
    return {begin, size};
}

} // namespace sysmon
