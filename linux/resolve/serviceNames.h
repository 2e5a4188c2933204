// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sysmon {

/// Names of services by port, asked for as a whole: most ports of a connection have none, and
/// asking the system about each of them would read the file each time. Bounded by the number of
/// ports.
class ServiceNames {
public:
    using Clock = std::chrono::steady_clock;
    /// Begins to ask for all names (QuestionKind::Services); nullptr: no room to ask.
    using AskAll = std::function<DeferredTextPtr()>;
    static constexpr std::chrono::minutes maxAge{10};

    explicit ServiceNames(AskAll ask) : ask_(std::move(ask)) {}

    /// Never blocks. `protocol` is "tcp" or "udp". Empty: the system knows no name, or has not told
    /// yet.
    const std::string& name(uint16_t port, std::string_view protocol,
                            Clock::time_point now = Clock::now());

    /// Asks, and waits for the first answer. For the start, before there are events.
    void prepare(std::chrono::milliseconds patience);

private:
    void refresh(Clock::time_point now);
    void read(std::string_view lines);

    AskAll ask_;
    DeferredTextPtr asked_;
    std::unordered_map<uint32_t, std::string> names_;
    Clock::time_point askedAt_{};
};

} // namespace sysmon
