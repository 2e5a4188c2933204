// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

namespace sysmon {

/// Where the texts of one event live: handed out piece by piece, taken back all at once. The memory
/// stays for the next event, so that a warm arena allocates nothing.
class TextArena {
public:
    /// `size` bytes that stay in place until reset().
    char* allocate(size_t size);
    /// A copy of `text`.
    std::string_view keep(std::string_view text);
    /// The pieces in one text.
    std::string_view join(std::initializer_list<std::string_view> pieces);
    /// Takes everything back. What one huge event needed goes back to the system.
    void reset() noexcept;

private:
    struct Chunk {
        std::unique_ptr<char[]> bytes;
        size_t size;
    };

    std::vector<Chunk> chunks_; ///< the last one is in use
    size_t used_ = 0;           ///< of the last chunk
};

} // namespace sysmon
