// SPDX-License-Identifier: MIT
#pragma once

#include "questionChannel.h"

namespace sysmon {

/// Answers the questions for hashes of files until the sensor ends. Reads several files at a time,
/// a chunk of each, the one first that has the least left: so a large file costs a small one the
/// time of a chunk.
void answerFileQuestions(QuestionChannel& channel);

} // namespace sysmon
