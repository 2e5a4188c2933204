// SPDX-License-Identifier: MIT
#include "expectation.h"

#include "printable.h"
#include "xmlText.h"

#include <algorithm>
#include <arpa/inet.h>
#include <netdb.h>
#include <stdexcept>

namespace sysmon::e2e {

namespace {

constexpr uint32_t unset = 4294967295;
/// UtcTime has milliseconds; the daemon's clock offset is at most as exact as its last measurement.
constexpr uint64_t clockSlackNs = 5'000'000;

uint32_t loginUser(const ProcessFacts& process)
{
    return process.loginUserId == unset ? process.realUserId : process.loginUserId;
}

/// A file that no name leads to can only be hashed as long as its process lives.
std::vector<std::string> hashes(const ProcessFacts& process, const Machine& machine)
{
    const bool isNamed = process.program.empty();
    const std::string digest = machine.sha256(isNamed ? process.image : process.program);
    if (digest.empty()) throw std::runtime_error("no file to hash for " + process.image);
    if (isNamed) return {"SHA256=" + digest};
    return {"SHA256=" + digest, "-"};
}

class FieldList {
public:
    FieldList& add(const char* name, std::string value)
    {
        fields_.push_back({name, {std::move(value)}});
        return *this;
    }
    FieldList& addBytes(const char* name, std::string_view bytes)
    {
        return add(name, expectedText(bytes));
    }
    FieldList& addCommandLine(const char* name, std::string_view bytes)
    {
        fields_.push_back({name, {expectedText(bytes)}, true});
        return *this;
    }
    FieldList& addOneOf(const char* name, std::vector<std::string> values)
    {
        fields_.push_back({name, std::move(values)});
        return *this;
    }
    std::vector<ExpectedField> take() { return std::move(fields_); }

private:
    std::vector<ExpectedField> fields_;
};

/// ProcessGuid, ProcessId, Image and User, which every event of a process has.
FieldList processFields(const Deed& deed, const Machine& machine)
{
    FieldList fields;
    fields.add("RuleName", "-")
        .add("ProcessGuid", machine.processGuid(deed.process))
        .add("ProcessId", std::to_string(deed.process.processId))
        .addBytes("Image", deed.process.image)
        .add("User", machine.userName(deed.process.userId));
    return fields;
}

void addProcessCreate(FieldList& fields, const Deed& deed, const Machine& machine)
{
    const ProcessFacts& process = deed.process;
    for (const char* name :
         {"FileVersion", "Description", "Product", "Company", "OriginalFileName"})
        fields.add(name, "-");
    fields.addCommandLine("CommandLine", process.commandLine)
        .addBytes("CurrentDirectory", process.currentDirectory)
        .add("LogonGuid", machine.logonGuid(loginUser(process), process.sessionId))
        .add("LogonId", std::to_string(loginUser(process)))
        .add("TerminalSessionId", std::to_string(process.sessionId))
        .add("IntegrityLevel", "no level")
        .addOneOf("Hashes", hashes(process, machine))
        .add("ParentProcessGuid", machine.processGuid(deed.parent))
        .add("ParentProcessId", std::to_string(deed.parent.processId))
        .addBytes("ParentImage", deed.parent.image)
        .addCommandLine("ParentCommandLine", deed.parent.commandLine)
        .add("ParentUser", machine.userName(deed.parent.userId));
}

/// What was executable is only known where a hook saw the file; else it is false.
void addFileDelete(FieldList& fields, const Deed& deed, const Machine& machine)
{
    const auto same = deed.values.find("SameAs");
    fields.addBytes("TargetFilename", deed.target)
        .add("Hashes", same == deed.values.end() ? "-" : "SHA256=" + machine.sha256(same->second))
        .add("IsExecutable", deed.values.contains("IsExecutable") ? "true" : "false")
        .add("Archived", "-");
}

FieldList processAccess(const Deed& deed, const Machine& machine)
{
    FieldList fields;
    fields.add("RuleName", "-")
        .add("SourceProcessGUID", machine.processGuid(deed.process))
        .add("SourceProcessId", std::to_string(deed.process.processId))
        .add("SourceThreadId", deed.values.at("SourceThreadId"))
        .addBytes("SourceImage", deed.process.image)
        .add("TargetProcessGUID", machine.processGuid(deed.parent))
        .add("TargetProcessId", std::to_string(deed.parent.processId))
        .addBytes("TargetImage", deed.parent.image)
        .add("GrantedAccess", deed.values.at("GrantedAccess"))
        .add("CallTrace", "-")
        .add("SourceUser", machine.userName(deed.process.userId))
        .add("TargetUser", machine.userName(deed.parent.userId));
    return fields;
}

void addEbpfEvent(FieldList& fields, const Deed& deed)
{
    fields.add("BpfCommand", "BPF_PROG_LOAD");
    for (const char* name : {"BpfProgramType", "BpfProgramId", "BpfProgramName"})
        fields.add(name, deed.values.at(name));
}

/// "https" for 443; "-" for a port that no service is known for.
std::string portName(uint16_t port, const std::string& protocol)
{
    const servent* service = getservbyport(htons(port), protocol.c_str());
    return service ? service->s_name : "-";
}

void addNetworkEnd(FieldList& fields, const std::string& name, const std::string& ip, uint16_t port,
                   const std::string& protocol)
{
    fields.add((name + "IsIpv6").c_str(), ip.find(':') == std::string::npos ? "false" : "true")
        .add((name + "Ip").c_str(), ip)
        .add((name + "Hostname").c_str(), "-")
        .add((name + "Port").c_str(), std::to_string(port))
        .add((name + "PortName").c_str(), portName(port, protocol));
}

void addNetworkConnect(FieldList& fields, const NetworkDeed& deed)
{
    const char* local = deed.initiated ? "Source" : "Destination";
    const char* remote = deed.initiated ? "Destination" : "Source";
    fields.add("Protocol", deed.protocol).add("Initiated", deed.initiated ? "true" : "false");
    addNetworkEnd(fields, local, deed.localIp, deed.localPort, deed.protocol);
    addNetworkEnd(fields, remote, deed.remoteIp, deed.remotePort, deed.protocol);
}

bool isCutOf(std::string_view value, std::string_view whole)
{
    if (!value.ends_with("...")) return false;
    value.remove_suffix(3);
    return value.size() < whole.size() && whole.starts_with(value);
}

bool matches(const ExpectedField& field, std::string_view value)
{
    return std::ranges::any_of(field.oneOf, [&](const std::string& allowed) {
        return value == allowed || (field.mayBeCut && isCutOf(value, allowed));
    });
}

/// Bytes that `field` was shortened by.
size_t missingSize(const ExpectedField& field, std::string_view value)
{
    if (!field.mayBeCut || !isCutOf(value, field.oneOf[0])) return 0;
    return escapedSize(field.oneOf[0]) - escapedSize(value);
}

/// Only what does not fit a line (65,535 bytes) or a record (64,000) may be cut, and no more of it
/// than is needed, roughly: characters of many bytes and the second longest field cost something.
std::string cutProblem(const ExpectedEvent& expected, const LoggedEvent& logged)
{
    constexpr size_t alwaysFits = 60'000, leastAfterCut = 32'768;
    size_t whole = logged.lineSize;
    for (const ExpectedField& field : expected.fields)
        whole += missingSize(field, logged[field.name]);
    if (whole == logged.lineSize) return {};
    if (whole <= alwaysFits)
        return "cut although the whole line would have " + std::to_string(whole) + " bytes";
    if (logged.lineSize < leastAfterCut)
        return "cut to a line of only " + std::to_string(logged.lineSize) + " bytes";
    return {};
}

/// Both values from shortly before where they begin to differ.
std::string difference(const ExpectedField& field, std::string_view value)
{
    constexpr size_t shown = 120, before = 40;
    size_t from = std::ranges::mismatch(field.oneOf[0], value).in2 - value.begin();
    from = value.size() <= shown || from < before ? 0 : from - before;
    std::string text = field.name + ": expected";
    for (size_t i = 0; i < field.oneOf.size(); ++i)
        text +=
            (i > 0 ? " or \"" : " \"") + printable(field.oneOf[i], shown, i > 0 ? 0 : from) + '"';
    return text + ", got \"" + printable(value, shown, from) + '"';
}

std::string timeProblem(const ExpectedEvent& expected, const LoggedEvent& logged)
{
    constexpr uint64_t millisecond = 1'000'000;
    const uint64_t earliest = expected.afterNs / millisecond * millisecond - clockSlackNs;
    const uint64_t latest = expected.beforeNs + clockSlackNs;
    if (logged.utcTimeNs >= earliest && logged.utcTimeNs <= latest) return {};
    return "UtcTime: expected from " + std::to_string(expected.afterNs) + " to " +
           std::to_string(expected.beforeNs) + " ns, got " + std::to_string(logged.utcTimeNs);
}

} // namespace

const std::string& ExpectedEvent::operator[](std::string_view name) const
{
    static const std::string none;
    for (const ExpectedField& field : fields)
        if (field.name == name) return field.oneOf[0];
    return none;
}

std::string ExpectedEvent::summary() const
{
    LoggedEvent event;
    event.id = id;
    for (const ExpectedField& field : fields)
        event.fields.push_back({field.name, field.oneOf[0]});
    return event.summary();
}

ExpectedEvent expectedEvent(const Deed& deed, const Machine& machine)
{
    FieldList fields =
        deed.eventId == 10 ? processAccess(deed, machine) : processFields(deed, machine);
    if (deed.eventId == 9) fields.addBytes("Device", deed.values.at("Device"));
    if (deed.eventId == 100) addEbpfEvent(fields, deed);
    if (deed.eventId == 1) addProcessCreate(fields, deed, machine);
    if (deed.eventId == 3) addNetworkConnect(fields, deed.network);
    if (deed.eventId == 11) fields.addBytes("TargetFilename", deed.target);
    if (deed.eventId == 23) addFileDelete(fields, deed, machine);
    return {deed.eventId, deed.afterNs, deed.beforeNs, fields.take()};
}

std::vector<std::string> differences(const ExpectedEvent& expected, const LoggedEvent& logged)
{
    std::vector<std::string> found;
    for (const ExpectedField& field : expected.fields)
        if (!matches(field, logged[field.name]))
            found.push_back(difference(field, logged[field.name]));
    if (const std::string problem = timeProblem(expected, logged); !problem.empty())
        found.push_back(problem);
    if (const std::string problem = cutProblem(expected, logged); !problem.empty())
        found.push_back(problem);
    if (logged.id == 11 && logged["CreationUtcTime"] != logged["UtcTime"])
        found.push_back("CreationUtcTime is not UtcTime");
    return found;
}

} // namespace sysmon::e2e
