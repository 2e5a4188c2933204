// SPDX-License-Identifier: MIT
//
// One event as one line of XML.
#pragma once

#include "event.h"
#include "eventRecordId.h"
#include "platform.h"
#include "sink.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon {

/// An event is never longer than this, in bytes.
inline constexpr size_t maxEventBytes = 65'535;

/// What the System element says of the daemon itself.
struct EventSystem {
    uint64_t recordId;
    uint32_t processId;
    uint32_t threadId;
    uint32_t userId;
    std::string_view computer;
};

/// Writes `event` into `ret_line`, replacing what it held: valid XML whatever the fields hold, no
/// line end, at most maxEventBytes. Resolves all fields. Allocates only where `ret_line` must grow.
void FormatSyslogString(Event& event, const EventSystem& system, std::string& ret_line);

/// Appends `text` for an XML element: markup escaped, line ends as character references, what XML
/// 1.0 does not allow and bytes that are not UTF-8 as \xHH. If that takes more than `limit` bytes
/// it is cut between characters and ends in "..." (`limit` must be at least 3).
void appendXmlText(std::string_view text, std::string& ret_line, size_t limit = SIZE_MAX);

/// Formats events and hands them to a sink.
class XmlOutput : public EventOutput {
public:
    /// Keeps references.
    XmlOutput(Sink& sink, EventRecordId& recordId);

    void write(Event& event) override;
    /// The host's name can change while we run (it does, early in a boot).
    void refreshComputerName();

private:
    Sink& sink_;
    EventRecordId& recordId_;
    std::string computer_;
    std::string line_;
};

} // namespace sysmon
