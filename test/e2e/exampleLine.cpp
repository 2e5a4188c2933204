// SPDX-License-Identifier: MIT
#include "exampleLine.h"

namespace sysmon::e2e {

namespace {

using References = std::map<char, std::string>;

const References xmlReferences = {{'&', "&amp;"},    {'<', "&lt;"},   {'>', "&gt;"},
                                  {'\n', "&#10;"},   {'\r', "&#13;"}, {'\t', "&#9;"},
                                  {'\x7f', "&#127;"}};
const References jsonReferences = {{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"},
                                   {'\r', "\\r"}, {'\t', "\\t"},  {'\x7f', "\\u007f"}};

std::string escaped(const std::string& value, const References& references)
{
    std::string text;
    for (const char character : value) {
        const auto found = references.find(character);
        text += found == references.end() ? std::string(1, character) : found->second;
    }
    return text;
}

std::string quoted(const std::string& value)
{
    return '"' + escaped(value, jsonReferences) + '"';
}

/// Whether JSON has the value as number, true or false.
bool isBare(const SchemaField& field)
{
    return field.type == FieldType::UInt16 || field.type == FieldType::UInt32 ||
           field.type == FieldType::Boolean;
}

std::string anyValue(const SchemaField& field)
{
    switch (field.type) {
    case FieldType::Guid:
        return "{3d1219c7-6921-1b00-0123-456789abcdef}";
    case FieldType::Boolean:
        return "false";
    case FieldType::HexInt32:
        return "0x10";
    case FieldType::UnicodeString:
        return "-";
    default:
        return "1";
    }
}

std::string element(const std::string& name, uint64_t number)
{
    return "<" + name + ">" + std::to_string(number) + "</" + name + ">";
}

} // namespace

std::string ExampleLine::text() const
{
    const SchemaEvent& schema = *findEvent(id);
    std::string line = "<Event><System><Provider Name=\"Linux-Sysmon\" "
                       "Guid=\"{ff032593-a8d3-4f13-b0d6-01fc615a0f97}\"/>" +
                       element("EventID", id) + element("Version", schema.version) +
                       element("Level", id == 255 ? 2 : 4) + element("Task", id) +
                       "<Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>"
                       "<TimeCreated SystemTime=\"" +
                       systemTime + "\"/>" + element("EventRecordID", recordId) +
                       "<Correlation/><Execution ProcessID=\"" + std::to_string(daemonProcessId) +
                       "\" ThreadID=\"" + std::to_string(daemonThreadId) +
                       "\"/><Channel>Linux-Sysmon/Operational</Channel><Computer>" +
                       escaped(computer, xmlReferences) +
                       "</Computer><Security UserId=\"0\"/></System><EventData>";
    for (const SchemaField& field : schema.fields)
        line += "<Data Name=\"" + std::string(field.name) + "\">" +
                escaped(valueOf(field), xmlReferences) + "</Data>";
    return line + "</EventData></Event>";
}

std::string ExampleLine::json() const
{
    const SchemaEvent& schema = *findEvent(id);
    const std::string number = std::to_string(id);
    std::string line =
        "{\"Event\":{\"System\":{\"Provider\":{\"Name\":\"Linux-Sysmon\","
        "\"Guid\":\"{ff032593-a8d3-4f13-b0d6-01fc615a0f97}\"},\"EventID\":" +
        number + ",\"Version\":" + std::to_string(schema.version) +
        ",\"Level\":" + (id == 255 ? "2" : "4") + ",\"Task\":" + number +
        ",\"Opcode\":0,\"Keywords\":\"0x8000000000000000\","
        "\"TimeCreated\":{\"SystemTime\":" +
        quoted(systemTime) + "},\"EventRecordID\":" + std::to_string(recordId) +
        ",\"Execution\":{\"ProcessID\":" + std::to_string(daemonProcessId) +
        ",\"ThreadID\":" + std::to_string(daemonThreadId) +
        "},\"Channel\":\"Linux-Sysmon/Operational\",\"Computer\":" + quoted(computer) +
        ",\"Security\":{\"UserId\":0}},\"EventData\":{";
    for (const SchemaField& field : schema.fields) {
        const std::string value = valueOf(field);
        line += quoted(std::string(field.name)) + ":" + (isBare(field) ? value : quoted(value)) +
                (&field == &schema.fields.back() ? "" : ",");
    }
    return line + "}}}";
}

std::string ExampleLine::valueOf(const SchemaField& field) const
{
    const auto given = values.find(std::string(field.name));
    if (given != values.end()) return given->second;
    return field.name.ends_with("UtcTime") ? utcTime : anyValue(field);
}

ExampleLine exampleOf(const ExpectedEvent& expected)
{
    ExampleLine line;
    line.id = expected.id;
    for (const ExpectedField& field : expected.fields)
        line.values[field.name] = field.oneOf[0];
    return line;
}

} // namespace sysmon::e2e
