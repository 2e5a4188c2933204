// SPDX-License-Identifier: MIT
#include "actorReport.h"

#include "facts.h"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace sysmon::e2e {

namespace {

using nlohmann::json;

/// Actors never free anything; what they allocated for us we do.
struct Free {
    void operator()(char* memory) const { free(memory); }
};
using Owned = std::unique_ptr<char, Free>;

/// Actors write one character up to U+00FF for each byte.
std::string bytes(const json& value)
{
    const std::string utf8 = value.get<std::string>();
    std::string plain;
    for (size_t i = 0; i < utf8.size(); ++i) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        if (lead < 0x80) {
            plain += utf8[i];
            continue;
        }
        if (lead > 0xc3) throw std::runtime_error("an actor's text beyond U+00FF");
        plain += static_cast<char>(lead << 6 | (utf8[++i] & 0x3f));
    }
    return plain;
}

ProcessFacts processFacts(const json& value)
{
    ProcessFacts facts;
    facts.processId = value.at("processId");
    facts.startTicks = value.at("startTicks");
    facts.endCode = value.at("endCode");
    facts.argStart = value.at("argStart");
    facts.userId = value.at("userId");
    facts.realUserId = value.at("realUserId");
    facts.loginUserId = value.at("loginUserId");
    facts.sessionId = value.at("sessionId");
    facts.image = bytes(value.at("image"));
    facts.currentDirectory = bytes(value.at("currentDirectory"));
    facts.commandLine = bytes(value.at("commandLine"));
    facts.program = value.contains("program") ? bytes(value.at("program")) : "";
    return facts;
}

NetworkDeed networkDeed(const json& value)
{
    return {value.at("protocol"),  value.at("initiated"), value.at("localIp"),
            value.at("localPort"), value.at("remoteIp"),  value.at("remotePort")};
}

Deed deed(const json& value)
{
    Deed deed;
    deed.eventId = value.at("id");
    deed.afterNs = value.at("after");
    deed.beforeNs = value.at("before");
    deed.process = processFacts(value.at("process"));
    if (value.contains("parent")) deed.parent = processFacts(value.at("parent"));
    if (value.contains("target")) deed.target = bytes(value.at("target"));
    if (value.contains("values"))
        for (const auto& [name, text] : value.at("values").items())
            deed.values[name] = bytes(text);
    if (value.contains("network")) deed.network = networkDeed(value.at("network"));
    return deed;
}

} // namespace

ActorReport parseActorReport(std::string_view text)
{
    const json value = json::parse(text);
    ActorReport report;
    report.self = processFacts(value.at("self"));
    report.begunNs = value.at("begun");
    for (const json& event : value.at("events"))
        report.deeds.push_back(deed(event));
    return report;
}

ProcessFacts parseProcessFacts(std::string_view text)
{
    return processFacts(json::parse(text));
}

ProcessFacts readProcessFacts(pid_t processId)
{
    const facts found = factsOf(processId);
    const Owned image(found.image), directory(found.currentDirectory), line(found.commandLine);
    const Owned text(factsAsJson(&found));
    return parseProcessFacts(text.get());
}

} // namespace sysmon::e2e
