// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"
#include "event.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace sysmon {

struct PipelineConfiguration;

/// How long an event waits for a text, and how long the events behind it do, so that all stay in
/// their order.
struct Patience {
    uint64_t eventNs;
    uint64_t orderNs;
};

/// A field whose text is still being made.
struct DeferredField {
    uint16_t index;
    Patience patience;
    DeferredTextPtr text;
    std::string otherwise{}; ///< the field's text where there is none in the end
};

/// The fields of an event that outlive its record.
class StoredFields : public FieldSource {
public:
    /// Resolves all fields but those that are deferred.
    StoredFields(Event& event, std::vector<DeferredField> deferred);

    std::string_view resolve(uint16_t fieldIndex) override;

    bool isComplete() const;
    size_t bytes() const { return texts_.size(); }

private:
    std::string texts_; ///< one behind the other
    std::array<uint32_t, Event::maxFields + 1> begins_{};
    std::vector<DeferredField> deferred_;
};

/// Events whose last fields are still being made, set aside so that nobody waits for them; and
/// those that came behind them, for a short time, so that all are written in their order. Bounded.
class WaitingEvents {
public:
    static constexpr size_t maxEvents = 4096;
    static constexpr size_t maxBytes = 16 * 1024 * 1024;

    struct Waiting {
        const SchemaEvent& schema;
        uint64_t utcNs;
        std::shared_ptr<const PipelineConfiguration> configuration; ///< when it happened
        uint64_t deadlineNs;   ///< CLOCK_MONOTONIC, as the next is
        uint64_t holdsUntilNs; ///< events behind it wait until then
        bool isHeldBack;       ///< it lacks nothing, but others come first
        StoredFields fields;
    };

    /// False if there is no room.
    [[nodiscard]] bool add(Event& event, std::vector<DeferredField> deferred,
                           std::shared_ptr<const PipelineConfiguration> configuration,
                           uint64_t nowNs);

    /// Whether an event that comes now has to wait behind others.
    bool holds(uint64_t nowNs) const noexcept { return heldBack_ > 0 || nowNs < holdsUntilNs_; }

    /// Which events to take.
    enum class Take { Due, WithoutOrder, All };

    /// Calls `finish(Waiting&)` for each event that is complete, or has waited long enough, and
    /// does not have to wait for one before it; in the order in which they came.
    template <typename Finish>
    void take(uint64_t nowNs, Take which, Finish finish)
    {
        bool held = false;
        holdsUntilNs_ = 0;
        for (auto waiting = events_.begin(); waiting != events_.end();) {
            const bool isDue =
                which == Take::All || nowNs >= waiting->deadlineNs || waiting->fields.isComplete();
            if (!isDue || held) {
                held |= which == Take::Due && !isDue && nowNs < waiting->holdsUntilNs;
                holdsUntilNs_ = std::max(holdsUntilNs_, isDue ? 0 : waiting->holdsUntilNs);
                ++waiting;
                continue;
            }
            finish(*waiting);
            bytes_ -= waiting->fields.bytes();
            heldBack_ -= waiting->isHeldBack;
            waiting = events_.erase(waiting);
        }
    }

    bool empty() const noexcept { return events_.empty(); }
    size_t size() const noexcept { return events_.size(); }

private:
    std::list<Waiting> events_;
    size_t bytes_ = 0;
    size_t heldBack_ = 0;
    uint64_t holdsUntilNs_ = 0; ///< the latest of those that still lack something
};

} // namespace sysmon
