// SPDX-License-Identifier: MIT
//
// What log daemons want around a line.
#pragma once

#include "sink.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sysmon {

/// Makes the datagram that takes a line to a log daemon.
class LogForm {
public:
    virtual ~LogForm() = default;
    /// Replaces `ret_datagram`.
    virtual void wrap(std::string_view line, const LineFacts& facts, std::string& ret_datagram) = 0;
};

/// "<14>Nov 22 02:21:52 sysmon: <Event>…", local time: what /dev/log takes everywhere.
class TraditionalForm : public LogForm {
public:
    void wrap(std::string_view line, const LineFacts& facts, std::string& ret_datagram) override;

private:
    std::string header_;
    int64_t headerSecond_ = -1;
};

/// RFC 5424: "<14>1 2026-11-22T02:21:52.413649Z host sysmon 16635 1 - <Event>…"; the message id is
/// the event id.
class Rfc5424Form : public LogForm {
public:
    void wrap(std::string_view line, const LineFacts& facts, std::string& ret_datagram) override;
};

/// The journal's native protocol: MESSAGE is the line; PRIORITY, SYSLOG_IDENTIFIER,
/// SYSLOG_FACILITY, SYSMON_EVENT_ID, SYSMON_EVENT_RECORD_ID and SYSMON_RULE_NAME beside it.
class JournalForm : public LogForm {
public:
    void wrap(std::string_view line, const LineFacts& facts, std::string& ret_datagram) override;
};

} // namespace sysmon
