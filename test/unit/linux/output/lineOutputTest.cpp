// SPDX-License-Identifier: MIT
#include "givenFields.h"
#include "outputjson.h"
#include "outputxml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <unistd.h>

namespace sysmon {
namespace {

using test::GivenFields;
using testing::HasSubstr;
using testing::StartsWith;

class LastLine : public Sink {
public:
    std::string line;
    LineFacts facts;
    void write(std::string_view text, const LineFacts& lineFacts) noexcept override
    {
        line = text;
        facts = lineFacts;
    }
    void flush() noexcept override {}
};

TEST(LineOutput, WritesTheFormThatWasAskedFor)
{
    LastLine sink;
    EventRecordId recordId("");
    GivenFields source;
    Event event(*findEvent(eventId::Error), 0, source);
    LineOutput(sink, recordId, FormatSyslogString).write(event);
    EXPECT_THAT(sink.line, StartsWith("<Event><System>"));
    LineOutput(sink, recordId, FormatJsonString).write(event);
    EXPECT_THAT(sink.line, StartsWith("{\"Event\":{\"System\":{"));
}

TEST(LineOutput, NumbersEventsAndNamesTheDaemon)
{
    LastLine sink;
    EventRecordId recordId("");
    LineOutput output(sink, recordId, FormatSyslogString);
    GivenFields source;
    Event event(*findEvent(eventId::Error), 0, source);
    output.write(event);
    EXPECT_THAT(sink.line, HasSubstr("<EventRecordID>1</EventRecordID>"));
    const std::string pid = std::to_string(getpid());
    EXPECT_THAT(sink.line, HasSubstr("<Execution ProcessID=\"" + pid + "\" ThreadID=\""));
    EXPECT_THAT(sink.line, HasSubstr("<Security UserId=\"" + std::to_string(geteuid()) + "\"/>"));
    output.write(event);
    EXPECT_THAT(sink.line, HasSubstr("<EventRecordID>2</EventRecordID>"));
    EXPECT_EQ(sink.facts.eventId, eventId::Error);
    EXPECT_EQ(sink.facts.level, 2);
    EXPECT_EQ(sink.facts.recordId, 2U);
    EXPECT_EQ(sink.facts.ruleName, "") << "event 255 has none";
}

} // namespace
} // namespace sysmon
