// SPDX-License-Identifier: MIT
#include "eventTexts.h"

#include "problems.h"
#include "xml.h"

#include <charconv>

namespace sysmon::view {

namespace {

uint32_t numberOf(const std::string& text)
{
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw BrokenLine("its EventID is no number");
    return number;
}

void readSystem(const xmlNode* system, ViewedEvent& event)
{
    bool hasId = false;
    for (const xmlNode* node = firstElement(system); node; node = nextElement(node)) {
        const std::string_view name = nameOf(node);
        if (name == "EventID") event.id = numberOf(textOf(node)), hasId = true;
        if (name == "EventRecordID") event.recordId = textOf(node);
        if (name == "Computer") event.computer = textOf(node);
        if (name == "TimeCreated") event.systemTime = attributeOf(node, "SystemTime").value_or("");
    }
    if (!hasId) throw BrokenLine("it has no EventID");
}

void readEventData(const xmlNode* data, ViewedEvent& event)
{
    for (const xmlNode* node = firstElement(data); node; node = nextElement(node))
        event.fields.push_back({attributeOf(node, "Name").value_or(""), textOf(node)});
}

const xmlNode* childOf(const xmlNode* parent, std::string_view name)
{
    for (const xmlNode* node = firstElement(parent); node; node = nextElement(node))
        if (nameOf(node) == name) return node;
    throw BrokenLine("it has no " + std::string(name));
}

/// What is wrong first, without the number of the line, which an event has only one of.
std::string reasonOf(const Problems& problems)
{
    const std::vector<std::string> lines = problems.lines();
    if (lines.empty()) return "not well-formed";
    return lines.front().substr(lines.front().find(' ') + 1);
}

} // namespace

ViewedEvent readXmlEvent(std::string_view text)
{
    Problems problems("");
    const ParsedXml parsed = parseXml(text, problems);
    if (!parsed.document || !problems.empty()) throw BrokenLine(reasonOf(problems));
    const xmlNode* const root = xmlDocGetRootElement(parsed.document.get());
    ViewedEvent event;
    readSystem(childOf(root, "System"), event);
    readEventData(childOf(root, "EventData"), event);
    return event;
}

} // namespace sysmon::view
