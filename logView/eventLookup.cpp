// SPDX-License-Identifier: MIT
#include "eventLookup.h"

#include "utf.h"

namespace sysmon::view {

const std::string* findField(const DecodedEvent& event, std::string_view name)
{
    for (const DecodedField& field : event.fields)
        if (equalsFolded(field.name, name)) return &field.value;
    if (equalsFolded(name, "Computer")) return &event.computer;
    if (equalsFolded(name, "EventRecordID")) return &event.recordId;
    return nullptr;
}

std::string timeOf(const DecodedEvent& event)
{
    if (const std::string* const utcTime = findField(event, "UtcTime")) return *utcTime;
    constexpr size_t toMilliseconds = 23;
    std::string time = event.systemTime.substr(0, toMilliseconds);
    if (const size_t separator = time.find('T'); separator != time.npos) time[separator] = ' ';
    return time;
}

} // namespace sysmon::view
