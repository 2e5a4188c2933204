// SPDX-License-Identifier: MIT
#include "loggedEvent.h"

#include "exampleLine.h"
#include "printable.h"
#include "schema.h"
#include "strictXml.h"
#include "valueForm.h"

#include <algorithm>

namespace sysmon::e2e {

namespace {

constexpr size_t maxLineBytes = 65'535;

/// Throws if a number that the line cannot do without is no number.
uint64_t numberOf(const char* name, const std::string& text, uint64_t largest = UINT64_MAX)
{
    const auto number = parseDecimal(text, largest);
    if (!number) throw LineError(std::string(name) + " is no number: " + printable(text, 80));
    return *number;
}

DecodedEvent decodedOf(std::string_view line)
{
    if (line.size() > maxLineBytes)
        throw LineError("a line of " + std::to_string(line.size()) + " bytes");
    try {
        const auto event = decodeEvent(line, Reading::Strict);
        if (!event) throw LineError("no event");
        return *event;
    } catch (const BrokenLine& broken) {
        throw LineError(broken.what());
    }
}

/// The line that there should be for these values.
ExampleLine lineWith(const DecodedEvent& event)
{
    ExampleLine line;
    line.id = event.id;
    line.recordId = numberOf("EventRecordID", event.recordId);
    line.daemonProcessId =
        static_cast<uint32_t>(numberOf("ProcessID", event.processId, UINT32_MAX));
    line.daemonThreadId = static_cast<uint32_t>(numberOf("ThreadID", event.threadId, UINT32_MAX));
    if (line.daemonThreadId == 0) throw LineError("no thread has id 0");
    line.computer = event.computer;
    line.systemTime = event.systemTime;
    for (const DecodedField& field : event.fields)
        line.values[field.name] = field.value;
    return line;
}

void requireSame(std::string_view line, std::string_view expected)
{
    if (line == expected) return;
    constexpr size_t shown = 80;
    const auto at = static_cast<size_t>(std::ranges::mismatch(line, expected).in1 - line.begin());
    throw LineError("another form from byte " + std::to_string(at) +
                    " on, where there is: " + printable(line.substr(at), shown) +
                    ", but should be: " + printable(expected.substr(at), shown));
}

LoggedEvent loggedOf(std::string_view line, std::string (ExampleLine::*form)() const)
{
    DecodedEvent decoded = decodedOf(line);
    const SchemaEvent* const schema = findEvent(decoded.id);
    if (!schema) throw LineError("an event id that the schema does not have");
    const ExampleLine expected = lineWith(decoded);
    requireSame(line, (expected.*form)());
    const auto systemTime = parseSystemTime(decoded.systemTime);
    if (!systemTime) throw LineError("SystemTime of another form");
    LoggedEvent event;
    event.id = decoded.id;
    event.recordId = expected.recordId;
    event.systemTimeNs = *systemTime;
    event.daemonProcessId = expected.daemonProcessId;
    event.computer = std::move(decoded.computer);
    event.fields = std::move(decoded.fields);
    event.lineSize = line.size();
    for (const SchemaField& field : schema->fields) {
        const std::string& value = event[field.name];
        if (!hasForm(field, value))
            throw LineError(std::string(field.name) + " cannot be \"" + printable(value, 80) + '"');
        if (field.name == "UtcTime") event.utcTimeNs = *parseUtcTime(value);
    }
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
    for (const DecodedField& field : fields)
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
    LoggedEvent event = loggedOf(line, &ExampleLine::text);
    compareWithStrictParser(event, line);
    return event;
}

LoggedEvent parseJsonLine(std::string_view line)
{
    return loggedOf(line, &ExampleLine::json);
}

} // namespace sysmon::e2e
