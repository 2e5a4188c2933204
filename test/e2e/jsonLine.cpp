// SPDX-License-Identifier: MIT
#include "jsonLine.h"

#include "schema.h"
#include "valueForm.h"

#include <nlohmann/json.hpp>

namespace sysmon::e2e {

namespace {

using Json = nlohmann::ordered_json;

constexpr size_t maxLineBytes = 65'535;

bool isNumber(const SchemaField& field)
{
    return field.type == FieldType::UInt16 || field.type == FieldType::UInt32;
}

std::string valueOf(const SchemaField& field, const Json& value)
{
    const bool fits = isNumber(field)                    ? value.is_number_unsigned()
                      : field.type == FieldType::Boolean ? value.is_boolean()
                                                         : value.is_string();
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (!fits || !hasForm(field, text))
        throw LineError(std::string(field.name) + " cannot be " + value.dump());
    return text;
}

LoggedEvent readEvent(const Json& event)
{
    const Json& system = event.at("System");
    LoggedEvent read;
    read.id = system.at("EventID").get<uint32_t>();
    read.recordId = system.at("EventRecordID").get<uint64_t>();
    read.computer = system.at("Computer").get<std::string>();
    read.daemonProcessId = system.at("Execution").at("ProcessID").get<uint32_t>();
    const SchemaEvent* const schema = findEvent(read.id);
    const Json& data = event.at("EventData");
    if (!schema || data.size() != schema->fields.size()) throw LineError("other fields");
    auto member = data.items().begin();
    for (const SchemaField& field : schema->fields) {
        if (member.key() != field.name) throw LineError("no " + std::string(field.name) + " here");
        read.fields.push_back({member.key(), valueOf(field, member.value())});
        ++member;
    }
    return read;
}

} // namespace

LoggedEvent parseJsonLine(std::string_view line)
{
    if (line.size() > maxLineBytes) throw LineError("a line that is too long");
    try {
        return readEvent(Json::parse(line).at("Event"));
    } catch (const Json::exception& error) {
        throw LineError(error.what());
    }
}

} // namespace sysmon::e2e
