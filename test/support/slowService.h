// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace sysmon::test {

/// More than any answer takes that comes at all.
constexpr std::chrono::seconds longEnough{30};

/// What a service of numbers says.
inline std::string bobTheNth(const uint32_t& userId)
{
    return "bob" + std::to_string(userId);
}

/// A name service that answers when the test lets it. Lives as long as somebody waits for it.
class SlowService {
public:
    ~SlowService() { answerAll(); }

    /// From now on everything is answered at once.
    void answerAll()
    {
        const std::lock_guard lock(state_->mutex);
        state_->answers = true;
        state_->changed.notify_all();
    }

    int questions() const
    {
        const std::lock_guard lock(state_->mutex);
        return state_->questions;
    }

    /// What asks it: `answer(key)` is what it says.
    template <typename Key>
    std::function<std::string(const Key&)> asking(std::function<std::string(const Key&)> answer)
    {
        return [state = state_, answer = std::move(answer)](const Key& key) {
            std::unique_lock lock(state->mutex);
            ++state->questions;
            state->changed.wait(lock, [&] { return state->answers; });
            return answer(key);
        };
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        bool answers = false;
        int questions = 0;
    };
    const std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace sysmon::test
