// SPDX-License-Identifier: MIT
#include "schema.h"

#include <array>

namespace sysmon {

namespace {

/// Ids end at 255, so a table as long as that finds an event in one step.
using EventsById = std::array<const SchemaEvent*, 256>;

EventsById indexCurrentEvents()
{
    EventsById byId{};
    for (const SchemaEvent& event : currentSchema().events)
        byId.at(event.id) = &event;
    return byId;
}

} // namespace

const Schema& currentSchema()
{
    return schemas().front();
}

std::string versionText(uint32_t version)
{
    const uint32_t minor = version & 0xffff;
    return std::to_string(version >> 16) + (minor < 10 ? ".0" : ".") + std::to_string(minor);
}

const SchemaEvent* findEvent(uint32_t id)
{
    static const EventsById byId = indexCurrentEvents();
    return id < byId.size() ? byId[id] : nullptr;
}

} // namespace sysmon
