// SPDX-License-Identifier: MIT
//
// From an event to a line in a sink.
#pragma once

#include "event.h"
#include "eventRecordId.h"
#include "eventSystem.h"
#include "platform.h"
#include "sink.h"

#include <cstdint>
#include <string>

namespace sysmon {

/// Writes `event` into `ret_line`, replacing what it held: one line without a line end, at most
/// maxEventBytes. Resolves all fields. Allocates only where `ret_line` must grow.
using FormatEvent = void (*)(Event& event, const EventSystem& system, std::string& ret_line);

/// Formats events and hands them to a sink.
class LineOutput : public EventOutput {
public:
    /// Keeps references.
    LineOutput(Sink& sink, EventRecordId& recordId, FormatEvent format);

    void write(Event& event) override;
    /// The host's name can change while we run (it does, early in a boot).
    void refreshComputerName();

private:
    Sink& sink_;
    EventRecordId& recordId_;
    FormatEvent format_;
    const uint32_t processId_;
    const uint32_t userId_;
    std::string computer_;
    std::string line_;
};

} // namespace sysmon
