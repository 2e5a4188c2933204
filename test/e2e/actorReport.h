// SPDX-License-Identifier: MIT
//
// What an actor printed (actors/support/actor.h).
#pragma once

#include "processFacts.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon::e2e {

/// Event 3: `local` is the end of the process.
struct NetworkDeed {
    std::string protocol;
    bool initiated = false;
    std::string localIp;
    uint16_t localPort = 0;
    std::string remoteIp;
    uint16_t remotePort = 0;
};

/// An event that must follow.
struct Deed {
    uint32_t eventId = 0;
    uint64_t afterNs = 0; ///< it happened between these, nanoseconds since 1970
    uint64_t beforeNs = 0;
    ProcessFacts process;
    ProcessFacts parent;                         ///< event 1; of event 10 the target
    std::string target;                          ///< events 11 and 23
    std::map<std::string, std::string> values{}; ///< of other fields
    NetworkDeed network{};
};

struct ActorReport {
    ProcessFacts self;
    uint64_t begunNs = 0; ///< when its program already ran
    std::vector<Deed> deeds;
};

/// Throws std::exception if it is not what actors print.
ActorReport parseActorReport(std::string_view json);
ProcessFacts parseProcessFacts(std::string_view json);

} // namespace sysmon::e2e
