// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

namespace sysmon {

/// Answers to questions that may take any time (a directory service, a name server): asked on
/// threads of their own, remembered for a while. Bounded; its functions never block. Not for use by
/// several threads at once.
template <typename Key, typename Hash = std::hash<Key>>
class AsyncLookups {
public:
    using Clock = std::chrono::steady_clock;
    /// Runs on the threads, on several at once if there are several. An empty text: there is no
    /// answer.
    using Ask = std::function<std::string(const Key&)>;

    struct Limits {
        size_t entries = 4096;
        size_t questions = 256; ///< that wait for a thread
        unsigned threads = 1;
        std::chrono::seconds maxAge{60};      ///< of an answer, then it is asked for again
        std::chrono::seconds maxEmptyAge{10}; ///< of an empty one
    };

    AsyncLookups(Ask ask, const Limits& limits)
        : limits_(limits), shared_(std::make_shared<Shared>(std::move(ask)))
    {
        // A thread may be stuck in its question for minutes, so nobody waits for its end.
        for (unsigned i = 0; i < limits.threads; ++i)
            std::thread([shared = shared_] { answer(*shared); }).detach();
    }
    ~AsyncLookups()
    {
        const std::lock_guard lock(shared_->mutex);
        shared_->ended = true;
        shared_->changed.notify_all();
    }
    AsyncLookups(const AsyncLookups&) = delete;
    AsyncLookups& operator=(const AsyncLookups&) = delete;

    /// nullptr if there is no room to ask. An answer that got old is given until the new one is
    /// there.
    DeferredTextPtr get(const Key& key, Clock::time_point now = Clock::now())
    {
        auto known = entries_.find(key);
        if (known == entries_.end()) {
            if (entries_.size() >= limits_.entries) makeRoom(now);
            DeferredTextPtr text = request(key);
            if (text) entries_.emplace(key, Entry{text, nullptr, now});
            return text;
        }
        Entry& entry = known->second;
        if (entry.next && entry.next->get()) entry.text = std::exchange(entry.next, nullptr);
        if (!entry.next && isOld(entry, now)) {
            entry.next = request(key);
            entry.askedAt = now;
            if (entry.next && entry.text->get()->empty()) // no answer is no use
                entry.text = std::exchange(entry.next, nullptr);
        }
        return entry.text;
    }

    size_t size() const noexcept { return entries_.size(); }

private:
    struct Entry {
        DeferredTextPtr text;
        DeferredTextPtr next; ///< what will replace it
        Clock::time_point askedAt;
    };
    struct Question {
        Key key;
        DeferredTextPtr text;
    };
    struct Shared {
        explicit Shared(Ask theAsk) : ask(std::move(theAsk)) {}
        const Ask ask;
        std::mutex mutex; ///< for what follows
        std::condition_variable changed;
        std::deque<Question> questions;
        bool ended = false;
    };

    static void answer(Shared& shared)
    {
        std::unique_lock lock(shared.mutex);
        while (true) {
            shared.changed.wait(lock, [&] { return shared.ended || !shared.questions.empty(); });
            if (shared.ended) return;
            const Question question = std::move(shared.questions.front());
            shared.questions.pop_front();
            lock.unlock();
            question.text->set(shared.ask(question.key));
            lock.lock();
        }
    }

    DeferredTextPtr request(const Key& key)
    {
        const std::lock_guard lock(shared_->mutex);
        if (shared_->questions.size() >= limits_.questions) return nullptr;
        auto text = std::make_shared<DeferredText>();
        shared_->questions.push_back({key, text});
        shared_->changed.notify_one();
        return text;
    }

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
    const std::shared_ptr<Shared> shared_;
    std::unordered_map<Key, Entry, Hash> entries_;
};

} // namespace sysmon
