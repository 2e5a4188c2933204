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
        return text == nullptr || text->empty() ? std::string_view(deferred->otherwise) : *text;
    }
    return std::string_view(texts_).substr(begins_[fieldIndex],
                                           begins_[fieldIndex + 1] - begins_[fieldIndex]);
}

bool StoredFields::isComplete() const
{
    return std::ranges::all_of(
        deferred_, [](const DeferredField& field) { return field.text->get() != nullptr; });
}

bool WaitingEvents::add(Event& event, std::vector<DeferredField> deferred,
                        std::shared_ptr<const PipelineConfiguration> configuration, uint64_t nowNs)
{
    if (events_.size() >= maxEvents) return false;
    Patience patience{};
    for (const DeferredField& field : deferred) {
        patience.eventNs = std::max(patience.eventNs, field.patience.eventNs);
        patience.orderNs = std::max(patience.orderNs, field.patience.orderNs);
    }
    const bool isHeldBack = deferred.empty();
    StoredFields fields(event, std::move(deferred));
    if (bytes_ + fields.bytes() > maxBytes) return false;
    const size_t bytes = fields.bytes();
    events_.push_back({event.schema(), event.utcNs(), std::move(configuration),
                       nowNs + patience.eventNs, nowNs + patience.orderNs, isHeldBack,
                       std::move(fields)});
    bytes_ += bytes;
    heldBack_ += isHeldBack;
    if (patience.orderNs != 0) holdsUntilNs_ = std::max(holdsUntilNs_, nowNs + patience.orderNs);
    return true;
}

} // namespace sysmon
