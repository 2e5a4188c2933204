// SPDX-License-Identifier: MIT
#pragma once

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

/// Where the lines go. None of its functions throws: what cannot be written is counted.
class Sink {
public:
    virtual ~Sink() = default;

    /// One event, without a line end.
    virtual void write(std::string_view line, const LineFacts& facts) noexcept = 0;
    /// The end of a batch: what is still held back goes out, as far as it is taken.
    virtual void flush() noexcept = 0;
    /// Log rotation: files are opened anew.
    virtual void reopen() noexcept {}
    /// Lines that had to be dropped so far.
    virtual uint64_t dropped() const noexcept = 0;
    /// Lines that wait because whoever takes them is away or slow.
    virtual uint64_t waiting() const noexcept { return 0; }
    /// Why nothing can be written any more, for the user; empty while all is well. The main loop
    /// ends when it is not.
    virtual std::string failure() const { return {}; }
};

} // namespace sysmon
