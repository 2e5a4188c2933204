// SPDX-License-Identifier: MIT
#include "eventLine.h"

#include "lineCursor.h"
#include "printable.h"
#include "schema.h"
#include "strictXml.h"
#include "valueForm.h"

namespace sysmon::e2e {

namespace {

constexpr size_t maxLineBytes = 65'535;

/// Throws if a number that the line cannot do without is no number.
uint64_t numberUntil(LineCursor& cursor, char end, uint64_t largest = UINT64_MAX)
{
    const std::string text = cursor.text(end);
    const auto number = parseDecimal(text, largest);
    if (!number) cursor.fail("no number: " + text);
    return *number;
}

void expectNumber(LineCursor& cursor, std::string_view element, uint64_t number)
{
    const std::string name(element);
    cursor.expect("<" + name + ">" + std::to_string(number) + "</" + name + ">");
}

const SchemaEvent& readEventId(LineCursor& cursor)
{
    cursor.expect("<EventID>");
    const uint64_t id = numberUntil(cursor, '<', UINT32_MAX);
    cursor.expect("</EventID>");
    const SchemaEvent* schema = findEvent(static_cast<uint32_t>(id));
    if (!schema) cursor.fail("an event id that the schema does not have");
    return *schema;
}

uint64_t readSystemTime(LineCursor& cursor)
{
    cursor.expect("<TimeCreated SystemTime=\"");
    const auto time = parseSystemTime(cursor.text('"'));
    if (!time) cursor.fail("SystemTime of another form");
    cursor.expect("\"/>");
    return *time;
}

const SchemaEvent& readSystem(LineCursor& cursor, LoggedEvent& event)
{
    cursor.expect("<System><Provider Name=\"Linux-Sysmon\" "
                  "Guid=\"{ff032593-a8d3-4f13-b0d6-01fc615a0f97}\"/>");
    const SchemaEvent& schema = readEventId(cursor);
    event.id = schema.id;
    expectNumber(cursor, "Version", schema.version);
    expectNumber(cursor, "Level", schema.id == 255 ? 2 : 4);
    expectNumber(cursor, "Task", schema.id);
    cursor.expect("<Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>");
    event.systemTimeNs = readSystemTime(cursor);
    cursor.expect("<EventRecordID>");
    event.recordId = numberUntil(cursor, '<');
    cursor.expect("</EventRecordID><Correlation/><Execution ProcessID=\"");
    event.daemonProcessId = static_cast<uint32_t>(numberUntil(cursor, '"', UINT32_MAX));
    cursor.expect("\" ThreadID=\"");
    if (numberUntil(cursor, '"', UINT32_MAX) == 0) cursor.fail("no thread has id 0");
    cursor.expect("\"/><Channel>Linux-Sysmon/Operational</Channel><Computer>");
    event.computer = cursor.text('<');
    cursor.expect("</Computer><Security UserId=\"0\"/></System>");
    return schema;
}

void readEventData(LineCursor& cursor, const SchemaEvent& schema, LoggedEvent& event)
{
    // Parsers that exist read the joins literally: </Data><Data Name="
    cursor.expect("<EventData>");
    for (const SchemaField& field : schema.fields) {
        const std::string name(field.name);
        cursor.expect("<Data Name=\"" + name + "\">");
        std::string value = cursor.text('<');
        if (!hasForm(field, value)) cursor.fail(name + " cannot be \"" + value + "\"");
        if (name == "UtcTime") event.utcTimeNs = *parseUtcTime(value);
        event.fields.push_back({name, std::move(value)});
        cursor.expect("</Data>");
    }
    cursor.expect("</EventData>");
}

LoggedEvent readExactForm(std::string_view line)
{
    LineCursor cursor(line);
    LoggedEvent event;
    event.lineSize = line.size();
    cursor.expect("<Event>");
    readEventData(cursor, readSystem(cursor, event), event);
    cursor.expect("</Event>");
    cursor.expectEnd();
    return event;
}

/// The same through a real parser, which also knows what is UTF-8 and what XML allows.
void compareWithStrictParser(const LoggedEvent& event, std::string_view line)
{
    test::NamedTexts read;
    try {
        read = test::readDataElements(line);
    } catch (const std::runtime_error& error) {
        throw LineError(error.what());
    }
    for (size_t i = 0; i < event.fields.size(); ++i)
        if (i >= read.size() || read[i].first != event.fields[i].name ||
            read[i].second != event.fields[i].value)
            throw LineError("libxml2 reads another " + event.fields[i].name);
}

} // namespace

const std::string& LoggedEvent::operator[](std::string_view name) const
{
    static const std::string none;
    for (const LoggedField& field : fields)
        if (field.name == name) return field.value;
    return none;
}

std::string LoggedEvent::summary() const
{
    constexpr size_t shown = 120;
    std::string text = std::to_string(id);
    for (const char* name : {"ProcessId", "Image", "CommandLine", "TargetFilename",
                             "SourceProcessId", "TargetProcessId", "GrantedAccess", "Device",
                             "BpfProgramName", "State", "Configuration", "Description"})
        if (const std::string& value = (*this)[name]; !value.empty() && value != "-")
            text += " " + std::string(name) + "=" + printable(value, shown);
    return text;
}

LoggedEvent parseEventLine(std::string_view line)
{
    if (line.size() > maxLineBytes)
        throw LineError("a line of " + std::to_string(line.size()) + " bytes");
    LoggedEvent event = readExactForm(line);
    compareWithStrictParser(event, line);
    return event;
}

} // namespace sysmon::e2e
