// SPDX-License-Identifier: MIT
#include "waitingEvents.h"

#include <algorithm>
#include <utility>

namespace sysmon {

StoredFields::StoredFields(Event& event, std::vector<DeferredField> deferred)
    : deferred_(std::move(deferred))
{
    for (uint16_t i = 0; i < event.schema().fields.size(); ++i) {
        if (std::ranges::find(deferred_, i, &DeferredField::index) == deferred_.end())
            texts_ += event.text(i);
        begins_[i + 1] = static_cast<uint32_t>(texts_.size());
    }
}

std::string_view StoredFields::resolve(uint16_t fieldIndex)
{
    const auto deferred = std::ranges::find(deferred_, fieldIndex, &DeferredField::index);
    if (deferred != deferred_.end()) {
        const std::string* const text = deferred->text->get();
        return text == nullptr ? std::string_view{} : *text;
    }
    return std::string_view(texts_).substr(begins_[fieldIndex],
                                           begins_[fieldIndex + 1] - begins_[fieldIndex]);
}

bool StoredFields::isComplete() const
{
    return std::ranges::all_of(
        deferred_, [](const DeferredField& field) { return field.text->get() != nullptr; });
}

bool WaitingEvents::add(Event& event, std::vector<DeferredField> deferred, uint64_t timeNs,
                        uint64_t nowNs)
{
    if (events_.size() >= maxEvents) return false;
    const uint64_t patienceNs =
        std::ranges::max(deferred, {}, &DeferredField::patienceNs).patienceNs;
    StoredFields fields(event, std::move(deferred));
    if (bytes_ + fields.bytes() > maxBytes) return false;
    const size_t bytes = fields.bytes();
    events_.push_back(
        {event.schema(), event.utcNs(), timeNs, nowNs + patienceNs, std::move(fields)});
    bytes_ += bytes;
    return true;
}

} // namespace sysmon
