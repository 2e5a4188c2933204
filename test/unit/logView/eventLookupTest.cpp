// SPDX-License-Identifier: MIT
#include "eventLookup.h"

#include <gtest/gtest.h>

namespace sysmon::view {
namespace {

TEST(EventLookup, FindsFieldsInAnyCase)
{
    DecodedEvent event;
    event.computer = "vm";
    event.recordId = "7";
    event.fields = {{"Image", "/bin/a"}};
    EXPECT_EQ(*findField(event, "iMAGE"), "/bin/a");
    EXPECT_EQ(*findField(event, "computer"), "vm");
    EXPECT_EQ(*findField(event, "EventRecordID"), "7");
    EXPECT_EQ(findField(event, "TargetFilename"), nullptr);
}

TEST(EventLookup, TimeIsThatOfTheEventElseOfTheLine)
{
    DecodedEvent event;
    event.systemTime = "2026-11-22T02:21:52.413649000Z";
    EXPECT_EQ(timeOf(event), "2026-11-22 02:21:52.413");
    event.fields = {{"UtcTime", "2026-11-22 02:21:50.000"}};
    EXPECT_EQ(timeOf(event), "2026-11-22 02:21:50.000");
}

} // namespace
} // namespace sysmon::view
