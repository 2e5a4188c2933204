// SPDX-License-Identifier: MIT
#include "logForms.h"

#include "timeText.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// A host name as RFC 5424 wants it: printable, no blank, not empty.
std::string headerWord(std::string_view text)
{
    std::string word;
    for (const char c : text)
        word += c > ' ' && c <= '~' ? c : '_';
    return word.empty() ? "-" : word;
}

/// "NAME=value", or the form for values of any bytes: name, size in 8 bytes, little endian, value.
void appendField(std::string_view name, std::string_view value, std::string& ret_datagram)
{
    ret_datagram += name;
    if (value.find('\n') == std::string_view::npos) {
        ret_datagram.append(1, '=').append(value).append(1, '\n');
        return;
    }
    ret_datagram += '\n';
    for (unsigned i = 0; i < 8; ++i)
        ret_datagram += static_cast<char>(static_cast<uint64_t>(value.size()) >> (8 * i));
    ret_datagram.append(value).append(1, '\n');
}

} // namespace

void TraditionalForm::wrap(std::string_view line, const LineFacts&, std::string& ret_datagram)
{
    const std::time_t now = std::time(nullptr);
    if (now != headerSecond_) {
        headerSecond_ = now;
        std::tm local{};
        localtime_r(&now, &local);
        // Facility user, severity info. Traditional syslog wants the day padded with a blank.
        char header[64];
        const int size = std::snprintf(header, sizeof header, "<14>%s %2d %02d:%02d:%02d sysmon: ",
                                       months[static_cast<size_t>(local.tm_mon)], local.tm_mday,
                                       local.tm_hour, local.tm_min, local.tm_sec);
        header_.assign(header, static_cast<size_t>(size));
    }
    ret_datagram.assign(header_).append(line);
}

void Rfc5424Form::wrap(std::string_view line, const LineFacts& facts, std::string& ret_datagram)
{
    constexpr size_t microseconds = 26; // of "2026-11-22T02:21:52.413649000Z": the RFC allows six
    std::array<char, systemTimeSize> time;
    ret_datagram.assign("<14>1 ")
        .append(systemTimeText(facts.utcNs, time).substr(0, microseconds))
        .append("Z ")
        .append(headerWord(facts.computer))
        .append(" sysmon ")
        .append(std::to_string(getpid()))
        .append(1, ' ')
        .append(std::to_string(facts.eventId))
        .append(" - ")
        .append(line);
}

void JournalForm::wrap(std::string_view line, const LineFacts& facts, std::string& ret_datagram)
{
    constexpr uint8_t errorLevel = 2;
    ret_datagram.clear();
    appendField("MESSAGE", line, ret_datagram);
    appendField("PRIORITY", facts.level == errorLevel ? "3" : "6", ret_datagram);
    ret_datagram += "SYSLOG_IDENTIFIER=sysmon\nSYSLOG_FACILITY=1\n";
    appendField("SYSMON_EVENT_ID", std::to_string(facts.eventId), ret_datagram);
    appendField("SYSMON_EVENT_RECORD_ID", std::to_string(facts.recordId), ret_datagram);
    if (!facts.ruleName.empty()) appendField("SYSMON_RULE_NAME", facts.ruleName, ret_datagram);
}

} // namespace sysmon
