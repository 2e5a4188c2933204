// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sysmon::view {

/// No event is longer than 64 KiB, nor what log daemons put before it: longer lines are none of
/// ours, and not kept in memory.
inline constexpr size_t mostLineBytes = 1 << 20;

struct Line {
    std::string_view text; ///< without its end; cut at mostLineBytes
    uint64_t number;       ///< from 1
    bool tooLong;
};

/// Makes lines of pieces of any size.
class LineSplitter {
public:
    using TakeLine = std::function<void(const Line&)>;

    void add(std::string_view bytes, const TakeLine& take);
    /// What is left is the last line; numbers go on from 1.
    void end(const TakeLine& take);

private:
    void keep(std::string_view bytes);
    void finish(const TakeLine& take);

    std::string begun_; ///< the line that has no end yet
    bool tooLong_ = false;
    uint64_t number_ = 0;
};

} // namespace sysmon::view
