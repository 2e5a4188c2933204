// SPDX-License-Identifier: MIT
#pragma once

#include "schemaFields.h"

#include <algorithm>
#include <array>

namespace sysmon {

/// The events that this system can produce; rules for others load, but never match.
inline constexpr std::array<uint16_t, 11> producedEvents = {
    eventId::CreateProcess,    eventId::NetworkConnect, eventId::ServiceStateChange,
    eventId::ProcessTerminate, eventId::FileCreate,     eventId::ServiceConfigurationChange,
    eventId::FileDelete,       eventId::RawaccessRead,  eventId::AccessProcess,
    eventId::EbpfEvent,        eventId::Error,
};

constexpr bool isProduced(uint32_t id)
{
    return std::ranges::find(producedEvents, id) != producedEvents.end();
}

} // namespace sysmon
