// SPDX-License-Identifier: MIT
#include "unacknowledgedDatagrams.h"

#include <algorithm>
#include <utility>

namespace sysmon {

namespace {

/// What the kernel charges for a datagram beside its bytes: struct sk_buff and skb_shared_info, 576
/// bytes or more on 64-bit kernels. Too little only means that more is taken for unread.
constexpr size_t leastOverhead = 512;

} // namespace

void UnacknowledgedDatagrams::add(std::string_view bytes, uint16_t eventId)
{
    std::string copy;
    if (!spare_.empty()) {
        copy = std::move(spare_.back());
        spare_.pop_back();
    }
    copy.assign(bytes);
    unread_.push_back({{std::move(copy), eventId}, bytes.size() + leastOverhead});
    ++added_;
}

size_t UnacknowledgedDatagrams::unacknowledgedAre(size_t charged)
{
    // What one more datagram made of it, less what was read meanwhile.
    if (added_ == 1 && charged > lastCharged_)
        unread_.back().charged = std::max(unread_.back().charged, charged - lastCharged_);
    lastCharged_ = charged;
    added_ = 0;

    size_t counted = 0;
    size_t newest = 0;
    while (newest < unread_.size()) {
        counted += unread_[unread_.size() - 1 - newest].charged;
        if (counted > charged) break;
        ++newest;
    }
    const size_t read = unread_.size() - newest;
    while (unread_.size() > newest) {
        spare_.push_back(std::move(unread_.front().datagram.bytes));
        unread_.pop_front();
    }
    return read;
}

void UnacknowledgedDatagrams::giveBack(std::deque<QueuedDatagram>& queue)
{
    while (!unread_.empty()) {
        queue.push_front(std::move(unread_.back().datagram));
        unread_.pop_back();
    }
    lastCharged_ = 0;
    added_ = 0;
}

} // namespace sysmon
