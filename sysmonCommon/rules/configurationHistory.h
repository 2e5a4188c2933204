// SPDX-License-Identifier: MIT
#pragma once

#include "replaceable.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace sysmon {

/// Which configuration counts when: events that happened before a change and are only read after it
/// are decided by what counted when they happened.
template <class Configuration>
class ConfigurationHistory {
public:
    /// Times are nanoseconds of the kernel's monotonic clock. Events are read within this time.
    static constexpr uint64_t settleNs = 5'000'000'000;

    explicit ConfigurationHistory(std::shared_ptr<const Configuration> first)
        : epochs_(std::make_shared<const Epochs>(Epochs{{0, std::move(first)}}))
    {
    }

    /// `next` counts from `fromNs` on; 0: for all that is read from now on. One thread at a time.
    void change(std::shared_ptr<const Configuration> next, uint64_t fromNs)
    {
        Epochs epochs;
        if (fromNs != 0) epochs = current(fromNs);
        epochs.push_back({fromNs, std::move(next)});
        epochs_.replace(std::make_shared<const Epochs>(std::move(epochs)));
    }

    /// Lets go of what no event needs any more. One thread at a time.
    void forget(uint64_t nowNs)
    {
        const auto epochs = epochs_.get();
        if (epochs->size() > 1 && (*epochs)[1].fromNs + settleNs < nowNs)
            epochs_.replace(std::make_shared<const Epochs>(current(nowNs)));
    }

    /// What counted at a time. Any thread.
    std::shared_ptr<const Configuration> at(uint64_t timeNs) const
    {
        const auto epochs = epochs_.get();
        for (size_t i = epochs->size(); i-- > 1;)
            if ((*epochs)[i].fromNs <= timeNs) return (*epochs)[i].configuration;
        return epochs->front().configuration;
    }

private:
    struct Epoch {
        uint64_t fromNs;
        std::shared_ptr<const Configuration> configuration;
    };
    using Epochs = std::vector<Epoch>;

    /// Without those that ended long before `nowNs`.
    Epochs current(uint64_t nowNs) const
    {
        const auto epochs = epochs_.get();
        size_t first = 0;
        while (first + 1 < epochs->size() && (*epochs)[first + 1].fromNs + settleNs < nowNs)
            ++first;
        return {epochs->begin() + static_cast<std::ptrdiff_t>(first), epochs->end()};
    }

    Replaceable<Epochs> epochs_;
};

} // namespace sysmon
