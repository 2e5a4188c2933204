// SPDX-License-Identifier: MIT
#include "decodedEvent.h"

#include "jsonLine.h"
#include "xmlLine.h"

namespace sysmon {

namespace {

constexpr std::string_view xmlEnd = "</Event>";
constexpr std::string_view jsonBegin = "{\"Event\":{";

/// Anyone may log the word "<Event>": where lines without an event count, more of it must be there.
std::string_view xmlBegin(Reading reading)
{
    return reading == Reading::Strict ? "<Event><System>" : "<Event>";
}

/// From `begin` on, to the end of `end`.
std::string_view cutOut(std::string_view line, size_t begin, size_t end, size_t endSize)
{
    if (end == line.npos || end < begin) throw BrokenLine("the event is cut off before its end");
    return line.substr(begin, end + endSize - begin);
}

} // namespace

std::optional<DecodedEvent> decodeEvent(std::string_view line, Reading reading)
{
    const size_t xml = line.find(xmlBegin(reading));
    const size_t json = line.find(jsonBegin);
    if (xml == line.npos && json == line.npos) return std::nullopt;
    // What stands in a value of the one looks like the other, so the first one counts.
    if (xml < json)
        return decodeXml(cutOut(line, xml, line.find(xmlEnd, xml), xmlEnd.size()), reading);
    return decodeJson(cutOut(line, json, line.rfind('}'), 1), reading);
}

} // namespace sysmon
