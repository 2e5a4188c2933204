// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

namespace sysmon {

/// Answers to questions that may take any time (a directory service, a name server), remembered for
/// a while. Bounded; its functions never block. Not for use by several threads at once.
template <typename Key, typename Hash = std::hash<Key>>
class AsyncLookups {
public:
    using Clock = std::chrono::steady_clock;
    /// Begins to ask, for user `userId`. An empty text: there is no answer; nullptr: no room to
    /// ask.
    using Ask = std::function<DeferredTextPtr(const Key&, uint32_t userId)>;

    struct Limits {
        size_t entries = 4096;
        std::chrono::seconds maxAge{60};         ///< of an answer, then it is asked for again
        std::chrono::seconds maxEmptyAge{10};    ///< of an empty one
        std::chrono::milliseconds patience{200}; ///< then nobody waits any more for what was asked
    };

    AsyncLookups(Ask ask, const Limits& limits) : limits_(limits), ask_(std::move(ask)) {}

    /// nullptr if there is no room to ask, or the answer is overdue. An answer that got old is
    /// given until the new one is there.
    DeferredTextPtr get(const Key& key, uint32_t userId, Clock::time_point now = Clock::now())
    {
        auto known = entries_.find(key);
        if (known == entries_.end()) {
            if (entries_.size() >= limits_.entries) makeRoom(now);
            DeferredTextPtr text = ask_(key, userId);
            if (text) entries_.emplace(key, Entry{text, nullptr, now});
            return text;
        }
        Entry& entry = known->second;
        if (entry.next && entry.next->get()) entry.text = std::exchange(entry.next, nullptr);
        if (!entry.next && isOld(entry, now)) {
            entry.next = ask_(key, userId);
            entry.askedAt = now;
            if (entry.next && entry.text->get()->empty()) // no answer is no use
                entry.text = std::exchange(entry.next, nullptr);
        }
        const bool isOverdue = !entry.text->get() && now - entry.askedAt > limits_.patience;
        return isOverdue ? nullptr : entry.text;
    }

    size_t size() const noexcept { return entries_.size(); }

private:
    struct Entry {
        DeferredTextPtr text;
        DeferredTextPtr next; ///< what will replace it
        Clock::time_point askedAt;
    };

    bool isOld(const Entry& entry, Clock::time_point now) const
    {
        const std::string* const text = entry.text->get();
        return text != nullptr &&
               now - entry.askedAt >= (text->empty() ? limits_.maxEmptyAge : limits_.maxAge);
    }

    void makeRoom(Clock::time_point now)
    {
        std::erase_if(entries_, [&](const auto& entry) { return isOld(entry.second, now); });
        // All of them are young: someone makes up questions. Any one will do.
        if (entries_.size() >= limits_.entries) entries_.erase(entries_.begin());
    }

    const Limits limits_;
    const Ask ask_;
    std::unordered_map<Key, Entry, Hash> entries_;
};

} // namespace sysmon
