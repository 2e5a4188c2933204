// SPDX-License-Identifier: MIT
//
// Datagrams that the receiver's socket holds and nobody has read yet. A log daemon that ends takes
// them with it without a word; whoever sent them is told, as long as the receiver lives, how much
// of its memory they still fill (SIOCOUTQ).
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

struct QueuedDatagram {
    std::string bytes;
    uint16_t eventId = 0;
};

class UnacknowledgedDatagrams {
public:
    /// The kernel has taken one.
    void add(std::string_view bytes, uint16_t eventId);

    /// `charged` bytes of the kernel's memory are filled by unread datagrams: at most the newest,
    /// as far as they fill so much. The older ones are read, and forgotten; returns their number.
    /// Only true if the receiver was alive afterwards.
    size_t unacknowledgedAre(size_t charged);

    bool empty() const noexcept { return unread_.empty(); }
    size_t size() const noexcept { return unread_.size(); }

    /// The receiver is gone: puts them, in their order, before what is in `queue`.
    void giveBack(std::deque<QueuedDatagram>& queue);

private:
    struct Unread {
        QueuedDatagram datagram;
        size_t charged; ///< at least this much
    };

    std::deque<Unread> unread_;
    std::vector<std::string> spare_; ///< memory to be used again
    size_t lastCharged_ = 0;         ///< at the last call of unacknowledgedAre()
    size_t added_ = 0;               ///< since then
};

} // namespace sysmon
