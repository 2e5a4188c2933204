// SPDX-License-Identifier: MIT
#include "deferredText.h"

#include <utility>

namespace sysmon {

void DeferredText::set(std::string text)
{
    {
        const std::lock_guard lock(mutex_);
        text_ = std::move(text);
    }
    made_.notify_all();
}

const std::string* DeferredText::get() const
{
    const std::lock_guard lock(mutex_);
    return text_ ? &*text_ : nullptr;
}

const std::string* DeferredText::waitFor(std::chrono::milliseconds time) const
{
    std::unique_lock lock(mutex_);
    made_.wait_for(lock, time, [this] { return text_.has_value(); });
    return text_ ? &*text_ : nullptr;
}

} // namespace sysmon
