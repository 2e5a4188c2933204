// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon {

/// Where the lines go. None of its functions throws: what cannot be written is counted.
class Sink {
public:
    virtual ~Sink() = default;

    /// One event, without a line end.
    virtual void write(std::string_view line) noexcept = 0;
    /// The end of a batch: what is still held back goes out, as far as it is taken.
    virtual void flush() noexcept = 0;
    /// Lines that had to be dropped so far.
    virtual uint64_t dropped() const noexcept = 0;
    /// Why nothing can be written any more, for the user; empty while all is well. The main loop
    /// ends when it is not.
    virtual std::string failure() const = 0;
};

} // namespace sysmon
