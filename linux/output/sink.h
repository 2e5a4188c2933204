// SPDX-License-Identifier: MIT
#pragma once

#include "eventCounters.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon {

/// What a sink may want to know of a line without reading it.
struct LineFacts {
    uint16_t eventId = 0;
    uint8_t level = 0; ///< Windows event level: 2 error, 4 informational
    uint64_t recordId = 0;
    uint64_t utcNs = 0; ///< since 1970
    std::string_view computer{};
    std::string_view ruleName{}; ///< empty: an event without rules
};

/// How a sink is doing. Lines that were handed to it = written + dropped + waiting.
struct SinkState {
    bool connected = true; ///< whoever takes the lines was there at the last try
    uint64_t written = 0;
    uint64_t dropped = 0;
    uint64_t waiting = 0; ///< not written yet, or written and not known to be read
    uint64_t waitingBytes = 0;
    uint64_t limitBytes = 0;  ///< of what may wait
    uint64_t reconnected = 0; ///< how often a log daemon or a file was found again
    uint64_t repeated = 0;    ///< lines sent again, since they may not have been read
};

/// Where the lines go. None of its functions throws: what cannot be written is counted. One thread
/// at a time may call it; state() and droppedOf() any.
class Sink {
public:
    virtual ~Sink() = default;

    /// One event, without a line end.
    virtual void write(std::string_view line, const LineFacts& facts) noexcept = 0;
    /// The end of a batch: what is still held back goes out, as far as it is taken.
    virtual void flush() noexcept = 0;
    /// Log rotation: files are reopened.
    virtual void reopen() noexcept {}
    /// The last call: what cannot be written now is dropped.
    virtual void finish() noexcept { flush(); }
    /// Why nothing can be written any more, for the user; empty while all is well. The main loop
    /// ends when it is not.
    virtual std::string failure() const { return {}; }

    virtual SinkState state() const noexcept { return {.written = written_, .dropped = dropped_}; }
    uint64_t droppedOf(uint16_t eventId) const noexcept { return droppedByType_.of(eventId); }
    uint64_t dropped() const noexcept { return dropped_; }

protected:
    void countWritten(uint64_t lines = 1) noexcept { written_.add(lines); }
    void countDropped(uint16_t eventId) noexcept
    {
        droppedByType_.of(eventId).add();
        dropped_.add();
    }

private:
    Counter written_;
    Counter dropped_;
    ByEventType<Counter> droppedByType_;
};

} // namespace sysmon
