// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace sysmon::view {

/// Blocks on their way to a file descriptor: all of them, or only the last ones of those that come
/// before endOfPresent().
class BlockOutput {
public:
    /// `latest`: how many; nothing: all.
    BlockOutput(int descriptor, std::optional<uint64_t> latest)
        : descriptor_(descriptor), latest_(latest)
    {
    }

    void add(std::string block);
    /// What comes from now on is written, all of it.
    void endOfPresent();
    /// Writes what can be. Throws EnvironmentError.
    void flush();

private:
    int descriptor_;
    std::optional<uint64_t> latest_;
    std::deque<std::string> held_; ///< at most latest_
    std::string text_;
};

} // namespace sysmon::view
