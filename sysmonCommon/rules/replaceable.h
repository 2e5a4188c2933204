// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace sysmon {

/// Holds something immutable that is replaced as a whole while threads use it: whoever got it keeps
/// it until done.
///
/// std::atomic<std::shared_ptr> promises the same, but up to libstdc++ 12 its load() lets go of its
/// inner lock without release ordering: a data race, which ThreadSanitizer reports.
template <class T>
class Replaceable {
public:
    explicit Replaceable(std::shared_ptr<const T> value) : value_(std::move(value)) {}

    std::shared_ptr<const T> get() const
    {
        const std::lock_guard lock(mutex_);
        return value_;
    }

    void replace(std::shared_ptr<const T> value)
    {
        const std::lock_guard lock(mutex_);
        value_.swap(value);
        // The lock is let go of first: taking the old value down can take long.
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const T> value_;
};

} // namespace sysmon
