// SPDX-License-Identifier: MIT
#include "lineOutput.h"

#include <unistd.h>

namespace sysmon {

namespace {

constexpr uint16_t ruleNameField = 0;

uint32_t currentThreadId()
{
    thread_local const auto threadId = static_cast<uint32_t>(gettid());
    return threadId;
}

/// Empty for events that have none.
std::string_view ruleName(Event& event)
{
    const auto fields = event.schema().fields;
    return fields[ruleNameField].name == "RuleName" ? event.text(ruleNameField)
                                                    : std::string_view{};
}

} // namespace

LineOutput::LineOutput(Sink& sink, EventRecordId& recordId, FormatEvent format)
    : sink_(sink), recordId_(recordId), format_(format),
      processId_(static_cast<uint32_t>(getpid())), userId_(geteuid())
{
    refreshComputerName();
}

void LineOutput::write(Event& event)
{
    const EventSystem system{.recordId = recordId_.next(),
                             .processId = processId_,
                             .threadId = currentThreadId(),
                             .userId = userId_,
                             .computer = computer_};
    format_(event, system, line_);
    sink_.write(line_, {.eventId = event.schema().id,
                        .level = event.schema().level,
                        .recordId = system.recordId,
                        .utcNs = event.utcNs(),
                        .computer = computer_,
                        .ruleName = ruleName(event)});
}

void LineOutput::refreshComputerName()
{
    char name[256] = "";
    if (gethostname(name, sizeof name - 1) == 0) computer_ = name;
}

} // namespace sysmon
