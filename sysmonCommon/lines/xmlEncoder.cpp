// SPDX-License-Identifier: MIT
#include "lineText.h"
#include "timeText.h"
#include "xmlLine.h"

#include <array>

namespace sysmon {

namespace {

struct XmlForm {
    static constexpr auto plain = plainBytesBut("&<>");
    static constexpr std::string_view backslash = "\\";

    /// Log daemons rewrite control characters, so they are never there as such.
    static std::string_view replacement(char c)
    {
        switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '\t':
            return "&#9;";
        case '\n':
            return "&#10;";
        case '\r':
            return "&#13;";
        case '\x7f':
            return "&#127;";
        default:
            return {};
        }
    }
};

void appendElement(std::string_view name, uint64_t number, std::string& ret_line)
{
    ret_line.append(1, '<').append(name).append(1, '>');
    appendNumber(number, ret_line);
    ret_line.append("</").append(name).append(1, '>');
}

void appendSystem(const Event& event, const EventSystem& system, std::string& ret_line)
{
    ret_line += R"(<System><Provider Name="Linux-Sysmon")"
                R"( Guid="{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"/>)";
    appendElement("EventID", event.schema().id, ret_line);
    appendElement("Version", event.schema().version, ret_line);
    appendElement("Level", event.schema().level, ret_line);
    appendElement("Task", event.schema().id, ret_line);
    ret_line += R"(<Opcode>0</Opcode><Keywords>0x8000000000000000</Keywords>)"
                R"(<TimeCreated SystemTime=")";
    std::array<char, systemTimeSize> time;
    ret_line += systemTimeText(event.utcNs(), time);
    ret_line += R"("/>)";
    appendElement("EventRecordID", system.recordId, ret_line);
    ret_line += R"(<Correlation/><Execution ProcessID=")";
    appendNumber(system.processId, ret_line);
    ret_line += R"(" ThreadID=")";
    appendNumber(system.threadId, ret_line);
    ret_line += R"("/><Channel>Linux-Sysmon/Operational</Channel><Computer>)";
    appendXmlText(system.computer, ret_line);
    ret_line += R"(</Computer><Security UserId=")";
    appendNumber(system.userId, ret_line);
    ret_line += R"("/></System>)";
}

void appendEventData(Event& event, FieldExtents& extents, std::string& ret_line)
{
    ret_line += "<EventData>";
    const auto fields = event.schema().fields;
    for (uint16_t i = 0; i < fields.size(); ++i) {
        ret_line.append(R"(<Data Name=")").append(fields[i].name).append(R"(">)");
        const size_t begin = ret_line.size();
        appendXmlText(event.text(i), ret_line, extents[i].limit);
        extents[i].size = ret_line.size() - begin;
        ret_line += "</Data>";
    }
    ret_line += "</EventData></Event>";
}

} // namespace

void appendXmlText(std::string_view text, std::string& ret_line, size_t limit)
{
    TextAppender<XmlForm>(ret_line, limit).append(text);
}

void encodeXml(Event& event, const EventSystem& system, std::string& ret_line)
{
    ret_line.assign("<Event>");
    appendSystem(event, system, ret_line);
    appendWithin(maxEventBytes, event.schema(), ret_line,
                 [&](FieldExtents& extents) { appendEventData(event, extents, ret_line); });
}

} // namespace sysmon
