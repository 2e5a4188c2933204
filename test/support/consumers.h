// SPDX-License-Identifier: MIT
//
// How those who read our lines take them apart, each by the rules that it is known to have. All
// throw std::runtime_error for a line that the consumer would not understand; texts are unescaped.
#pragma once

#include "strictXml.h"

#include <string>
#include <string_view>
#include <vector>

namespace sysmon::test {

/// Microsoft Sentinel: finds the provider and <EventID>ID</EventID> literally, then takes what lies
/// between the literal joins </Data><Data Name="…">. Columns are typed: one number, truth value or
/// time that is none makes the whole row empty.
NamedTexts readAsSentinel(std::string_view line);

/// Elastic: the message begins with <Event; "-" and GUIDs of zeros are dropped; addresses, ports,
/// ids, times and truth values are converted, Hashes split into name=value.
NamedTexts readAsElastic(std::string_view line);

/// Splunk: breaks a stream into events where a line begins with <Event.
std::vector<std::string> breakAsSplunk(const std::string& stream);
/// … and takes its fields by the regular expression <Data Name="([^"]+)">([^<]*).
NamedTexts readAsSplunk(const std::string& event);

/// Wazuh: takes a line of syslog, whose program must be sysmon; then expressions per field, with
/// double quotes, that want LogonId and ids to be decimal.
NamedTexts readAsWazuh(const std::string& syslogLine);

/// Sigma: the fields that its rules for Linux use of this event, which must be there.
std::vector<std::string> fieldsOfSigma(unsigned eventId);

} // namespace sysmon::test
