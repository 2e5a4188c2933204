// SPDX-License-Identifier: MIT
#include "lossReport.h"

#include "schema.h"

namespace sysmon {

namespace {

std::string typeName(uint16_t eventType)
{
    if (eventType == 0) return "of unknown type"; // before 5.1 the kernel does not tell
    const SchemaEvent* const event = findEvent(eventType);
    return event != nullptr ? std::string(event->description) : "type " + std::to_string(eventType);
}

/// "3 Process Create, 1 File created"
std::string listCounts(const std::map<uint16_t, uint64_t>& counts)
{
    std::string text;
    for (const auto& [eventType, count] : counts) {
        if (!text.empty()) text += ", ";
        text += std::to_string(count) + ' ' + typeName(eventType);
    }
    return text;
}

} // namespace

void LossReport::invalid(uint16_t eventType, const char* fault)
{
    ++invalid_[eventType];
    lastFault_ = fault;
}

bool LossReport::pending() const
{
    return !lostAtRing_.empty() || !lostAtQueue_.empty() || !invalid_.empty() ||
           !dropped_.empty() || skipped_ > 0;
}

bool LossReport::due(uint64_t nowNs) const
{
    return pending() && (!told_ || nowNs - lastNs_ >= intervalNs);
}

std::string LossReport::take(uint64_t nowNs)
{
    std::string text;
    if (!lostAtRing_.empty())
        text += "Lost before they could be read: " + listCounts(lostAtRing_) + ". ";
    if (!lostAtQueue_.empty())
        text += "Lost because too many waited: " + listCounts(lostAtQueue_) + ". ";
    if (!invalid_.empty())
        text += "Unusable records: " + listCounts(invalid_) + " (" + lastFault_ + "). ";
    if (!dropped_.empty())
        text += "Events that the output did not take: " + listCounts(dropped_) + ". ";
    if (skipped_ > 0)
        text += "Runs of BPF programs that the kernel skipped, each perhaps an event: " +
                std::to_string(skipped_) + ". ";
    if (!text.empty()) text.pop_back();
    *this = LossReport{};
    lastNs_ = nowNs;
    told_ = true;
    return text;
}

} // namespace sysmon
