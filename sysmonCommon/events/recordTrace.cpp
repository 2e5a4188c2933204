// SPDX-License-Identifier: MIT
#include "recordTrace.h"

#include "ioctlcmd.h"
#include "schema.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace sysmon {

namespace {

std::string nameOf(uint16_t eventType)
{
    const SchemaEvent* const event = findEvent(eventType);
    return event ? std::string(event->ruleName) : "type " + std::to_string(eventType);
}

std::string printable(std::string_view bytes)
{
    std::string text;
    for (const char byte : bytes) {
        if (byte >= ' ' && byte <= '~' && byte != '\\') {
            text += byte;
            continue;
        }
        char escaped[5];
        std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned char>(byte));
        text += escaped;
    }
    return text;
}

/// Extensions lie at the end of a record, one behind the other.
void addExtensions(std::string& line, const SYSMON_EVENT_HEADER& header, std::string_view bytes)
{
    uint64_t total = 0;
    for (const uint32_t size : header.extensionSizes)
        total += size;
    if (total > bytes.size()) {
        line += "; its extensions do not fit";
        return;
    }
    bytes.remove_prefix(bytes.size() - total);
    for (const uint32_t size : header.extensionSizes) {
        if (size > 0) line += "; " + printable(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
}

} // namespace

std::string recordTrace(const void* data, size_t size, bool verbose)
{
    SYSMON_EVENT_HEADER header;
    if (size < sizeof header) return "record of " + std::to_string(size) + " bytes";
    std::memcpy(&header, data, sizeof header);
    std::string line = nameOf(header.eventType) + " at " + std::to_string(header.timeNs) +
                       " by process " + std::to_string(header.process.processId) + ", user " +
                       std::to_string(header.userId) + ", " + std::to_string(header.eventSize) +
                       " bytes";
    // The ring pads records; only eventSize bytes are the record's own.
    const size_t used = std::min<size_t>(header.eventSize, size);
    if (verbose)
        addExtensions(line, header,
                      {static_cast<const char*>(data) + sizeof header,
                       std::max(used, sizeof header) - sizeof header});
    return line;
}

} // namespace sysmon
