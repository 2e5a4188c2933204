// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace sysmon::test {

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
