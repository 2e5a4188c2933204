// SPDX-License-Identifier: MIT
#pragma once

#include "question.h"

#include <string>
#include <string_view>

namespace sysmon {

/// A resolver's end of the socket to the sensor, and the page that shows its progress.
class QuestionChannel {
public:
    /// Keeps the descriptors, which stay open. Throws EnvironmentError if they are not what a
    /// resolver begins with.
    QuestionChannel(int socket, int page);

    enum class Received { Question, Nothing, End };
    /// Waits up to `timeoutMs` (negative: for ever).
    Received receive(int timeoutMs, Question& ret_question);

    /// Says that what follows may take its time, and which question it is for.
    void step(uint64_t question);
    /// False if nobody listens any more.
    [[nodiscard]] bool answer(uint64_t question, std::string_view text, bool lasts);

private:
    const int socket_;
    ResolverProgress* progress_;
    std::string buffer_;
};

} // namespace sysmon
