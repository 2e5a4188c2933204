// SPDX-License-Identifier: MIT
#pragma once

#include "deferredText.h"
#include "event.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <vector>

namespace sysmon {

/// A field whose text is still being made.
struct DeferredField {
    uint16_t index;
    uint64_t patienceNs; ///< how long the event waits for it
    DeferredTextPtr text;
};

/// The fields of an event that outlive its record.
class StoredFields : public FieldSource {
public:
    /// Resolves all fields but those that are deferred.
    StoredFields(Event& event, std::vector<DeferredField> deferred);

    /// A field that is still deferred has no text.
    std::string_view resolve(uint16_t fieldIndex) override;

    bool isComplete() const;
    size_t bytes() const { return texts_.size(); }

private:
    std::string texts_; ///< one behind the other
    std::array<uint32_t, Event::maxFields + 1> begins_{};
    std::vector<DeferredField> deferred_;
};

/// Events whose last fields are still being made, set aside so that others go on. Bounded.
class WaitingEvents {
public:
    static constexpr size_t maxEvents = 4096;
    static constexpr size_t maxBytes = 16 * 1024 * 1024;

    struct Waiting {
        const SchemaEvent& schema;
        uint64_t utcNs;
        uint64_t timeNs; ///< of the event; CLOCK_MONOTONIC, as the next is
        uint64_t deadlineNs;
        StoredFields fields;
    };

    /// False if there is no room.
    [[nodiscard]] bool add(Event& event, std::vector<DeferredField> deferred, uint64_t timeNs,
                           uint64_t nowNs);

    /// Calls `finish(Waiting&)` for each event that is complete, or has waited long enough, or for
    /// `all`; in the order in which they came.
    template <typename Finish>
    void take(uint64_t nowNs, bool all, Finish finish)
    {
        for (auto waiting = events_.begin(); waiting != events_.end();) {
            if (!all && nowNs < waiting->deadlineNs && !waiting->fields.isComplete()) {
                ++waiting;
                continue;
            }
            finish(*waiting);
            bytes_ -= waiting->fields.bytes();
            waiting = events_.erase(waiting);
        }
    }

    bool empty() const noexcept { return events_.empty(); }
    size_t size() const noexcept { return events_.size(); }

private:
    std::list<Waiting> events_;
    size_t bytes_ = 0;
};

} // namespace sysmon
