// SPDX-License-Identifier: MIT
#include "jsonLine.h"
#include "lineText.h"
#include "timeText.h"

#include <array>
#include <charconv>
#include <system_error>

namespace sysmon {

namespace {

struct JsonForm {
    static constexpr auto plain = plainBytesBut("\"");
    static constexpr std::string_view backslash = R"(\\)";

    static std::string_view replacement(char c)
    {
        switch (c) {
        case '"':
            return R"(\")";
        case '\t':
            return R"(\t)";
        case '\n':
            return R"(\n)";
        case '\r':
            return R"(\r)";
        case '\x7f':
            return R"(\u007f)";
        default:
            return {};
        }
    }
};

/// Appends a string; returns its size without the quotes.
size_t appendText(std::string_view text, std::string& ret_line, size_t limit = SIZE_MAX)
{
    ret_line += '"';
    const size_t begin = ret_line.size();
    TextAppender<JsonForm>(ret_line, limit).append(text);
    const size_t size = ret_line.size() - begin;
    ret_line += '"';
    return size;
}

/// One of 32 bits, as JSON has it: without zeros in front.
bool isNumber(std::string_view text)
{
    uint32_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end && (text.front() != '0' || text.size() == 1);
}

/// Whether JSON has a type of its own for the value.
bool isBare(FieldType type, std::string_view text)
{
    switch (type) {
    case FieldType::UInt16:
    case FieldType::UInt32:
        return isNumber(text);
    case FieldType::Boolean:
        return text == "true" || text == "false";
    default:
        return false;
    }
}

void appendSystem(const Event& event, const EventSystem& system, std::string& ret_line)
{
    const auto number = [&](std::string_view before, uint64_t value) {
        ret_line += before;
        appendNumber(value, ret_line);
    };
    ret_line += R"("System":{"Provider":{"Name":"Linux-Sysmon",)"
                R"("Guid":"{ff032593-a8d3-4f13-b0d6-01fc615a0f97}"})";
    number(R"(,"EventID":)", event.schema().id);
    number(R"(,"Version":)", event.schema().version);
    number(R"(,"Level":)", event.schema().level);
    number(R"(,"Task":)", event.schema().id);
    ret_line += R"(,"Opcode":0,"Keywords":"0x8000000000000000","TimeCreated":{"SystemTime":")";
    std::array<char, systemTimeSize> time;
    ret_line += systemTimeText(event.utcNs(), time);
    number(R"("},"EventRecordID":)", system.recordId);
    number(R"(,"Execution":{"ProcessID":)", system.processId);
    number(R"(,"ThreadID":)", system.threadId);
    ret_line += R"(},"Channel":"Linux-Sysmon/Operational","Computer":)";
    appendText(system.computer, ret_line);
    number(R"(,"Security":{"UserId":)", system.userId);
    ret_line += "}}";
}

void appendEventData(Event& event, FieldExtents& extents, std::string& ret_line)
{
    ret_line += R"(,"EventData":{)";
    const auto fields = event.schema().fields;
    for (uint16_t i = 0; i < fields.size(); ++i) {
        ret_line.append(i == 0 ? "\"" : ",\"").append(fields[i].name).append("\":");
        const std::string_view text = event.text(i);
        if (isBare(fields[i].type, text))
            ret_line += text; // never so long that it had to give way
        else
            extents[i].size = appendText(text, ret_line, extents[i].limit);
    }
    ret_line += "}}}";
}

} // namespace

void appendJsonText(std::string_view text, std::string& ret_line)
{
    appendText(text, ret_line);
}

void encodeJson(Event& event, const EventSystem& system, std::string& ret_line)
{
    ret_line.assign(R"({"Event":{)");
    appendSystem(event, system, ret_line);
    appendWithin(maxEventBytes, event.schema(), ret_line,
                 [&](FieldExtents& extents) { appendEventData(event, extents, ret_line); });
}

} // namespace sysmon
