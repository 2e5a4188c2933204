// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon::view {

/// A span of time, in UTC as events have it. It holds texts of their form, of any length, which
/// compare like the times that they begin with.
class TimeRange {
public:
    /// All time.
    TimeRange() = default;

    /// "FROM..TO", "FROM..", "..TO", or "FROM" alone. Each is "2026-11-22", with " 10:15",
    /// " 10:15:30" or " 10:15:30.250" behind it (or 'T' instead of the blank), "10:15" of today, or
    /// "30s", "15m", "2h", "7d" before now. TO lasts to its own end: "10:15" is all of that minute.
    /// `nowNs`: nanoseconds since 1970. Throws UsageError.
    TimeRange(std::string_view text, uint64_t nowNs);

    /// `utcTime`: "2026-11-22 02:21:52.422".
    bool contains(std::string_view utcTime) const;

private:
    std::string from_;
    std::string to_; ///< empty: no end
};

} // namespace sysmon::view
