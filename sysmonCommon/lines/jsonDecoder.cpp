// SPDX-License-Identifier: MIT
#include "jsonLine.h"
#include "lineText.h"
#include "utf.h"

#include <nlohmann/json.hpp>

namespace sysmon {

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

/// Empty if it is not there.
std::string textIn(const Json& object, const char* name)
{
    const auto found = object.find(name);
    return found == object.end() ? std::string() : textOf(name, *found);
}

std::string textIn(const Json& object, const char* inner, const char* name)
{
    const auto found = object.find(inner);
    return found == object.end() ? std::string() : textIn(*found, name);
}

void readSystem(const Json& system, DecodedEvent& event)
{
    const Json& id = memberOf(system, "EventID");
    if (!id.is_number_unsigned() || id.get<uint64_t>() > UINT32_MAX)
        throw BrokenLine("its EventID is no number");
    event.id = id.get<uint32_t>();
    event.systemTime = textIn(system, "TimeCreated", "SystemTime");
    event.recordId = textIn(system, "EventRecordID");
    event.processId = textIn(system, "Execution", "ProcessID");
    event.threadId = textIn(system, "Execution", "ThreadID");
    event.userId = textIn(system, "Security", "UserId");
    event.computer = textIn(system, "Computer");
}

void readEventData(const Json& data, DecodedEvent& event)
{
    if (!data.is_object()) throw BrokenLine("its EventData has no names");
    for (const auto& [name, value] : data.items())
        event.fields.push_back({name, textOf(name, value)});
}

/// Bytes that are not UTF-8 stand for themselves nowhere in JSON.
std::string escapedStrayBytes(std::string_view text)
{
    std::string valid;
    while (!text.empty()) {
        const Utf8Character character = firstCharacter(text);
        if (character.valid)
            valid += text.substr(0, character.size);
        else
            appendByte(static_cast<uint8_t>(text[0]), R"(\\)", valid);
        text.remove_prefix(character.size);
    }
    return valid;
}

Json parse(std::string_view text)
{
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        throw BrokenLine("no JSON from byte " + std::to_string(error.byte) + " of the event on");
    } catch (const Json::out_of_range&) {
        throw BrokenLine("a number that is too large");
    }
}

} // namespace

DecodedEvent decodeJson(std::string_view text, Reading reading)
{
    const bool isRepaired = reading == Reading::Tolerant && !isUtf8(text);
    const Json document = isRepaired ? parse(escapedStrayBytes(text)) : parse(text);
    const Json& content = memberOf(document, "Event");
    DecodedEvent event;
    readSystem(memberOf(content, "System"), event);
    if (reading == Reading::Strict || content.contains("EventData"))
        readEventData(memberOf(content, "EventData"), event);
    return event;
}

} // namespace sysmon
