// SPDX-License-Identifier: MIT
#include "eventTexts.h"

#include <nlohmann/json.hpp>

namespace sysmon::view {

namespace {

/// Keeps the line's order of fields.
using Json = nlohmann::ordered_json;

const Json& memberOf(const Json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end()) throw BrokenLine(std::string("it has no ") + name);
    return *found;
}

std::string textOf(const std::string& name, const Json& value)
{
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return value.dump();
    throw BrokenLine(name + " is neither text nor number nor true or false");
}

void readSystem(const Json& system, ViewedEvent& event)
{
    const Json& id = memberOf(system, "EventID");
    if (!id.is_number_unsigned() || id.get<uint64_t>() > UINT32_MAX)
        throw BrokenLine("its EventID is no number");
    event.id = id.get<uint32_t>();
    event.recordId = textOf("EventRecordID", memberOf(system, "EventRecordID"));
    event.computer = textOf("Computer", memberOf(system, "Computer"));
    event.systemTime =
        textOf("SystemTime", memberOf(memberOf(system, "TimeCreated"), "SystemTime"));
}

} // namespace

ViewedEvent readJsonEvent(std::string_view text)
{
    Json document;
    try {
        document = Json::parse(text);
    } catch (const Json::parse_error& error) {
        throw BrokenLine("no JSON from byte " + std::to_string(error.byte) + " of the event on");
    }
    const Json& content = memberOf(document, "Event");
    ViewedEvent event;
    readSystem(memberOf(content, "System"), event);
    for (const auto& [name, value] : memberOf(content, "EventData").items())
        event.fields.push_back({name, textOf(name, value)});
    return event;
}

} // namespace sysmon::view
