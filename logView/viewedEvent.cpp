// SPDX-License-Identifier: MIT
#include "viewedEvent.h"

#include "eventTexts.h"
#include "utf.h"

namespace sysmon::view {

namespace {

constexpr std::string_view xmlBegin = "<Event><System>";
constexpr std::string_view xmlEnd = "</Event>";
constexpr std::string_view jsonBegin = "{\"Event\":{";

/// From `begin` on, to the end of `end`; nothing if `begin` is not there.
std::optional<std::string_view> cutOut(std::string_view line, size_t begin, size_t end,
                                       size_t endSize)
{
    if (begin == line.npos) return std::nullopt;
    if (end == line.npos || end < begin) throw BrokenLine("the event is cut off before its end");
    return line.substr(begin, end + endSize - begin);
}

} // namespace

const std::string* ViewedEvent::find(std::string_view name) const
{
    for (const ViewedField& field : fields)
        if (equalsFolded(field.name, name)) return &field.value;
    if (equalsFolded(name, "Computer")) return &computer;
    if (equalsFolded(name, "EventRecordID")) return &recordId;
    return nullptr;
}

std::string ViewedEvent::time() const
{
    if (const std::string* const utcTime = find("UtcTime")) return *utcTime;
    constexpr size_t toMilliseconds = 23;
    std::string time = systemTime.substr(0, toMilliseconds);
    if (const size_t separator = time.find('T'); separator != time.npos) time[separator] = ' ';
    return time;
}

std::optional<ViewedEvent> readEvent(std::string_view line)
{
    const size_t xml = line.find(xmlBegin);
    const size_t json = line.find(jsonBegin);
    // What stands in a value of the one looks like the other, so the first one counts.
    if (xml < json) return readXmlEvent(*cutOut(line, xml, line.find(xmlEnd, xml), xmlEnd.size()));
    const auto text = cutOut(line, json, line.rfind('}'), 1);
    return text ? std::optional(readJsonEvent(*text)) : std::nullopt;
}

} // namespace sysmon::view
