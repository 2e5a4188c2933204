// SPDX-License-Identifier: MIT
#include "exampleLine.h"

#include "schema.h"

namespace sysmon::e2e {

namespace {

std::string escaped(const std::string& value)
{
    const std::map<char, std::string> references = {
        {'&', "&amp;"},  {'<', "&lt;"},  {'>', "&gt;"},     {'\n', "&#10;"},
        {'\r', "&#13;"}, {'\t', "&#9;"}, {'\x7f', "&#127;"}};
    std::string text;
    for (const char character : value) {
        const auto found = references.find(character);
        text += found == references.end() ? std::string(1, character) : found->second;
    }
    return text;
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
                       "\" ThreadID=\"" + std::to_string(daemonProcessId) +
                       "\"/><Channel>Linux-Sysmon/Operational</Channel><Computer>" + computer +
                       "</Computer><Security UserId=\"0\"/></System><EventData>";
    for (const SchemaField& field : schema.fields) {
        const std::string name(field.name);
        const bool isTime = name.ends_with("UtcTime");
        const auto given = values.find(name);
        const std::string value = given != values.end() ? given->second
                                  : isTime              ? utcTime
                                                        : anyValue(field);
        line += "<Data Name=\"" + name + "\">" + escaped(value) + "</Data>";
    }
    return line + "</EventData></Event>";
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
