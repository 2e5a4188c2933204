// SPDX-License-Identifier: MIT
#include "outputxml.h"

#include "timeText.h"
#include "utf.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr std::string_view ellipsis = "...";
constexpr std::string_view hexDigits = "0123456789abcdef";

/// Bytes that stand for themselves in XML text.
constexpr std::array<bool, 256> makePlainBytes()
{
    std::array<bool, 256> plain{};
    for (size_t byte = 0x20; byte < 0x80; ++byte)
        plain[byte] = true;
    plain['\t'] = true;
    for (const char markup : {'&', '<', '>'})
        plain[static_cast<uint8_t>(markup)] = false;
    return plain;
}

constexpr std::array<bool, 256> plainBytes = makePlainBytes();

size_t plainPrefix(std::string_view text)
{
    size_t size = 0;
    while (size < text.size() && plainBytes[static_cast<uint8_t>(text[size])])
        ++size;
    return size;
}

bool allowedInXml(const Utf8Character& character)
{
    return character.valid && character.codePoint >= 0x20 && character.codePoint != 0xfffe &&
           character.codePoint != 0xffff;
}

/// Appends the first character of `text`, which is not plain, and tells how many bytes it had.
size_t appendSpecial(std::string_view text, std::string& ret_line)
{
    switch (text[0]) {
    case '&':
        ret_line += "&amp;";
        return 1;
    case '<':
        ret_line += "&lt;";
        return 1;
    case '>':
        ret_line += "&gt;";
        return 1;
    case '\n':
        ret_line += "&#10;";
        return 1;
    case '\r':
        ret_line += "&#13;";
        return 1;
    default:
        break;
    }
    const Utf8Character character = firstCharacter(text);
    const std::string_view bytes = text.substr(0, character.size);
    if (allowedInXml(character)) {
        ret_line += bytes;
        return bytes.size();
    }
    for (const char c : bytes) {
        const auto byte = static_cast<uint8_t>(c);
        ret_line.append("\\x").append(1, hexDigits[byte >> 4]).append(1, hexDigits[byte & 15]);
    }
    return bytes.size();
}

void appendNumber(uint64_t number, std::string& ret_line)
{
    char digits[20];
    ret_line.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
}

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

/// How long each field may be in the line, and how long it came out.
struct FieldExtent {
    size_t limit = SIZE_MAX;
    size_t size = 0;
};

using FieldExtents = std::array<FieldExtent, Event::maxFields>;

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

/// Makes a field shorter by `excess` bytes, or as far as it goes, and reduces `excess` by that.
void shorten(FieldExtent& extent, size_t& excess)
{
    if (extent.size <= ellipsis.size()) return;
    const size_t cut = std::min(excess, extent.size - ellipsis.size());
    extent.limit = extent.size -= cut;
    excess -= cut;
}

/// Decides which fields give way: command lines first, the parent's before the process's own.
void makeRoom(const SchemaEvent& schema, size_t excess, FieldExtents& extents)
{
    const auto fields = schema.fields;
    for (const std::string_view name : {"ParentCommandLine", "CommandLine"}) {
        for (size_t i = 0; i < fields.size() && excess > 0; ++i)
            if (fields[i].name == name) shorten(extents[i], excess);
    }
    // A GUID or a number is never so long that it would be the longest.
    for (size_t tries = fields.size(); tries > 0 && excess > 0; --tries)
        shorten(*std::ranges::max_element(extents, {}, &FieldExtent::size), excess);
}

uint32_t currentThreadId()
{
    thread_local const auto threadId = static_cast<uint32_t>(gettid());
    return threadId;
}

} // namespace

void appendXmlText(std::string_view text, std::string& ret_line, size_t limit)
{
    const size_t begin = ret_line.size();
    const auto used = [&] { return ret_line.size() - begin; };
    const size_t latestCut = limit - ellipsis.size();
    size_t cut = 0; ///< the last place between two characters where "..." still fits
    while (!text.empty()) {
        const size_t plain = plainPrefix(text);
        const size_t plainBegin = used();
        ret_line += text.substr(0, plain);
        text.remove_prefix(plain);
        if (plainBegin <= latestCut) cut = std::min(used(), latestCut);
        if (!text.empty()) text.remove_prefix(appendSpecial(text, ret_line));
        if (used() > limit) {
            ret_line.resize(begin + cut);
            ret_line += ellipsis;
            return;
        }
    }
}

void FormatSyslogString(Event& event, const EventSystem& system, std::string& ret_line)
{
    ret_line.assign("<Event>");
    appendSystem(event, system, ret_line);
    const size_t dataBegin = ret_line.size();
    FieldExtents extents;
    appendEventData(event, extents, ret_line);
    if (ret_line.size() <= maxEventBytes) return;
    makeRoom(event.schema(), ret_line.size() - maxEventBytes, extents);
    ret_line.resize(dataBegin);
    appendEventData(event, extents, ret_line);
}

XmlOutput::XmlOutput(Sink& sink, EventRecordId& recordId) : sink_(sink), recordId_(recordId)
{
    refreshComputerName();
}

void XmlOutput::write(Event& event)
{
    const EventSystem system{.recordId = recordId_.next(),
                             .processId = static_cast<uint32_t>(getpid()),
                             .threadId = currentThreadId(),
                             .userId = geteuid(),
                             .computer = computer_};
    FormatSyslogString(event, system, line_);
    sink_.write(line_);
}

void XmlOutput::refreshComputerName()
{
    char name[256] = "";
    if (gethostname(name, sizeof name - 1) == 0) computer_ = name;
}

} // namespace sysmon
