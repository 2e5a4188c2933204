// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace sysmon {

/// A text that another thread makes, once. For use by any number of threads.
class DeferredText {
public:
    DeferredText() = default;
    explicit DeferredText(std::string text) : text_(std::move(text)) {}

    /// To be called once.
    void set(std::string text);

    /// nullptr: not made yet. The text then stays as it is.
    const std::string* get() const;
    /// The same after `time` at most.
    const std::string* waitFor(std::chrono::milliseconds time) const;

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable made_;
    std::optional<std::string> text_;
};

using DeferredTextPtr = std::shared_ptr<DeferredText>;

} // namespace sysmon
