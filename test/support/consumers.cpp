// SPDX-License-Identifier: MIT
#include "consumers.h"

#include "schema.h"

#include <arpa/inet.h>
#include <regex.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <stdexcept>

namespace sysmon::test {

namespace {

[[noreturn]] void refuse(const std::string& reason)
{
    throw std::runtime_error(reason);
}

/// A POSIX regular expression, which takes lines of any length.
class Expression {
public:
    explicit Expression(const std::string& pattern)
    {
        if (regcomp(&expression_, pattern.c_str(), REG_EXTENDED) != 0) refuse("bad: " + pattern);
    }
    ~Expression() { regfree(&expression_); }
    Expression(const Expression&) = delete;
    Expression& operator=(const Expression&) = delete;

    /// The groups of the first match from `at` on, which moves behind it; empty without one.
    std::vector<std::string> find(const std::string& text, size_t& at) const
    {
        regmatch_t matches[4];
        if (regexec(&expression_, text.c_str() + at, std::size(matches), matches, 0) != 0)
            return {};
        std::vector<std::string> groups;
        for (size_t i = 1; i < std::size(matches) && matches[i].rm_so >= 0; ++i)
            groups.push_back(
                text.substr(at + matches[i].rm_so, matches[i].rm_eo - matches[i].rm_so));
        at += matches[0].rm_eo;
        return groups;
    }

    bool matches(const std::string& text) const
    {
        return regexec(&expression_, text.c_str(), 0, nullptr, 0) == 0;
    }

private:
    regex_t expression_;
};

std::string firstGroup(const std::string& pattern, const std::string& text)
{
    size_t at = 0;
    const auto groups = Expression(pattern).find(text, at);
    if (groups.empty()) refuse("nothing like " + pattern);
    return groups[0];
}

const SchemaEvent& schemaOf(const std::string& line)
{
    const std::string id = firstGroup("<EventID>([0-9]+)</EventID>", line);
    const SchemaEvent* const schema = findEvent(static_cast<uint32_t>(std::stoul(id)));
    if (!schema) refuse("an unknown event");
    return *schema;
}

bool isNumber(const std::string& text, uint64_t largest)
{
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number <= largest;
}

bool isTime(const std::string& text)
{
    static const Expression form(
        "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-2][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}$");
    return form.matches(text);
}

bool isAddress(const std::string& text)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
           inet_pton(AF_INET6, text.c_str(), bytes) == 1;
}

/// Whether a typed column takes the value.
bool fitsColumn(const SchemaField& field, const std::string& value)
{
    if (field.name.ends_with("UtcTime")) return isTime(value);
    if (field.name.ends_with("Port")) return isNumber(value, UINT16_MAX);
    switch (field.type) {
    case FieldType::UInt16:
    case FieldType::UInt32:
        return isNumber(value, UINT32_MAX);
    case FieldType::Boolean:
        return value == "true" || value == "false";
    default:
        return true;
    }
}

/// Goes behind `literal`.
void skip(std::string_view& text, std::string_view literal)
{
    const size_t at = text.find(literal);
    if (at == text.npos) refuse("no " + std::string(literal));
    text.remove_prefix(at + literal.size());
}

std::string join(const SchemaField& field)
{
    return "</Data><Data Name=\"" + std::string(field.name) + "\">";
}

/// name=value,name=value: algorithms with as many hexadecimal digits as they have.
void checkHashes(const std::string& hashes)
{
    static const Expression form("^(SHA1=[0-9a-f]{40}|MD5=[0-9a-f]{32}|SHA256=[0-9a-f]{64})"
                                 "(,(SHA1=[0-9a-f]{40}|MD5=[0-9a-f]{32}|SHA256=[0-9a-f]{64}))*$");
    if (!form.matches(hashes)) refuse("hashes that are no list: " + hashes);
}

} // namespace

NamedTexts readAsSentinel(std::string_view line)
{
    const SchemaEvent& schema = schemaOf(std::string(line));
    skip(line, "<Provider Name=\"Linux-Sysmon\"");
    skip(line, "<EventData>");
    NamedTexts row;
    for (size_t i = 0; i < schema.fields.size(); ++i) {
        const SchemaField& field = schema.fields[i];
        // The first one has no join before it.
        skip(line, i == 0 ? join(field).substr(std::string_view("</Data>").size()) : "");
        const bool isLast = i + 1 == schema.fields.size();
        const std::string next = isLast ? "</Data></EventData>" : join(schema.fields[i + 1]);
        const size_t end = line.find(next);
        if (end == line.npos) refuse("no " + next);
        const std::string value = readText(line.substr(0, end));
        if (!fitsColumn(field, value)) refuse(std::string(field.name) + " is no such value");
        row.emplace_back(field.name, value);
        line.remove_prefix(end + next.size());
    }
    return row;
}

NamedTexts readAsElastic(std::string_view line)
{
    if (!line.starts_with("<Event")) refuse("no <Event at its beginning");
    const SchemaEvent& schema = schemaOf(std::string(line));
    NamedTexts kept;
    for (const auto& [name, value] : readDataElements(line)) {
        if (value == "-" || value == "{00000000-0000-0000-0000-000000000000}") continue;
        const auto field = std::ranges::find(schema.fields, name, &SchemaField::name);
        if (field == schema.fields.end()) refuse("an unknown field");
        if (!fitsColumn(*field, value)) refuse(name + " cannot be converted");
        if (name.ends_with("Ip") && !isAddress(value)) refuse(name + " is no address");
        if (name == "Hashes") checkHashes(value);
        kept.emplace_back(name, value);
    }
    return kept;
}

std::vector<std::string> breakAsSplunk(const std::string& stream)
{
    std::vector<std::string> events;
    for (size_t at = 0; at < stream.size();) {
        const size_t next = std::min(stream.find("\n<Event", at + 1), stream.size());
        events.push_back(stream.substr(at, next - at));
        at = next + 1;
    }
    return events;
}

NamedTexts readAsSplunk(const std::string& event)
{
    static const Expression data("<Data Name=\"([^\"]+)\">([^<]*)");
    NamedTexts fields;
    size_t at = 0;
    for (auto groups = data.find(event, at); !groups.empty(); groups = data.find(event, at))
        fields.emplace_back(groups[0], readText(groups[1]));
    return fields;
}

NamedTexts readAsWazuh(const std::string& syslogLine)
{
    const std::string program = firstGroup(
        "^[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [^ ]+ ([^ :[]+)(\\[[0-9]+\\])?: ", syslogLine);
    if (program != "sysmon") refuse("it comes from " + program);
    NamedTexts fields;
    for (const SchemaField& field : schemaOf(syslogLine).fields) {
        const std::string name(field.name);
        const bool isDecimal = name == "LogonId" || name.ends_with("ProcessId");
        const std::string value = isDecimal ? "([0-9]+)" : "([^<]*)";
        fields.emplace_back(
            name,
            readText(firstGroup("<Data Name=\"" + name + "\">" + value + "</Data>", syslogLine)));
    }
    return fields;
}

std::vector<std::string> fieldsOfSigma(unsigned eventId)
{
    switch (eventId) {
    case eventId::CreateProcess:
        return {"Image",   "CommandLine", "CurrentDirectory",  "User",
                "LogonId", "ParentImage", "ParentCommandLine", "ProcessId"};
    case eventId::NetworkConnect:
        return {"Image",           "User",     "DestinationHostname", "DestinationIp",
                "DestinationPort", "Initiated"};
    case eventId::FileCreate:
    case eventId::FileDelete:
        return {"Image", "TargetFilename", "User"};
    default:
        return {};
    }
}

} // namespace sysmon::test
