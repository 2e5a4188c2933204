// SPDX-License-Identifier: MIT
#include "eventBlock.h"
#include "schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace sysmon::view {
namespace {

using testing::HasSubstr;
using testing::Not;

DecodedEvent example()
{
    DecodedEvent event;
    event.id = eventId::FileCreate;
    event.recordId = "7";
    event.computer = "vm";
    event.fields = {{"RuleName", "-"},
                    {"UtcTime", "2026-11-22 04:56:48.346"},
                    {"ProcessGuid", "{00000000-0000-0000-0000-000000000000}"},
                    {"Image", "/usr/bin/touch"},
                    {"TargetFilename", "/tmp/a\nb"}};
    return event;
}

TEST(LogViewBlock, ShowsWhatHasAValue)
{
    EXPECT_EQ(blockOf(example(), {}), "2026-11-22 04:56:48.346  File created (11)  vm  #7\n"
                                      "    Image:          /usr/bin/touch\n"
                                      "    TargetFilename: /tmp/a\\x0ab\n"
                                      "\n");
}

TEST(LogViewBlock, ShowsAllFieldsOnRequest)
{
    const std::string block = blockOf(example(), {.allFields = true});
    EXPECT_THAT(block, HasSubstr("    RuleName:       -\n"));
    EXPECT_THAT(block, HasSubstr("    ProcessGuid:    {0000"));
    EXPECT_THAT(block, Not(HasSubstr("UtcTime"))) << "it is the first line";
}

TEST(LogViewBlock, ColoursAreTheOnlyControlCharacters)
{
    DecodedEvent event = example();
    const std::string hostile = "\x1b[2J\r\n\xc2\x9b";
    event.recordId = event.computer = event.systemTime = hostile;
    for (DecodedField& field : event.fields)
        field.name = field.value = hostile;
    std::string block = blockOf(event, {.coloured = true});
    EXPECT_THAT(block, HasSubstr("\x1b[1m"));
    for (const char* const colour : {"\x1b[1m", "\x1b[36m", "\x1b[0m"})
        for (size_t at; (at = block.find(colour)) != std::string::npos;)
            block.erase(at, std::string(colour).size());
    EXPECT_EQ(block.find_first_of("\x1b\r\xc2"), std::string::npos) << block;
    EXPECT_EQ(std::ranges::count(block, '\n'), 2 + static_cast<long>(event.fields.size()));
    event.id = eventId::Error;
    EXPECT_THAT(blockOf(event, {.coloured = true}), HasSubstr("\x1b[1;31mError report (255)"));
    event.id = 9999;
    EXPECT_THAT(blockOf(event, {}), HasSubstr("Unknown event (9999)"));
}

} // namespace
} // namespace sysmon::view
