// SPDX-License-Identifier: MIT
//
// What the machine's name services say, however long they take. They may be modules of anybody.
#pragma once

#include "question.h"
#include "questionChannel.h"

#include <cstdint>
#include <string>

namespace sysmon {

/// Empty: there is none.
std::string askForHostName(const IpAddress& address);
std::string askForUserName(uint32_t userId);
/// All names of ports, as lines "PORT PROTOCOL NAME", PROTOCOL being tcp or udp.
std::string askForServices();

/// Answers questions for names, one after the other, until the sensor ends.
void answerNameQuestions(QuestionChannel& channel);

} // namespace sysmon
