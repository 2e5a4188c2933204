// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sysmon::test {

/// More than any answer takes that comes at all.
constexpr std::chrono::seconds longEnough{30};

/// What a service of numbers says.
inline std::string bobTheNth(const uint32_t& userId)
{
    return "bob" + std::to_string(userId);
}

/// A name service that answers when the test lets it.
class SlowService {
public:
    ~SlowService() { answerAll(); }

    /// From now on everything is answered at once.
    void answerAll()
    {
        answers_ = true;
        for (const std::function<void()>& answer : std::exchange(waiting_, {}))
            answer();
    }

    int questions() const { return questions_; }

    /// What asks it: `answer(key)` is what it says.
    template <typename Key>
    std::function<DeferredTextPtr(const Key&, uint32_t)>
    asking(std::function<std::string(const Key&)> answer)
    {
        return [this, answer = std::move(answer)](const Key& key, uint32_t) {
            auto text = std::make_shared<DeferredText>();
            const auto give = [text, answer, key] { text->set(answer(key)); };
            ++questions_;
            if (answers_)
                give();
            else
                waiting_.emplace_back(give);
            return text;
        };
    }

private:
    bool answers_ = false;
    int questions_ = 0;
    std::vector<std::function<void()>> waiting_;
};

} // namespace sysmon::test
