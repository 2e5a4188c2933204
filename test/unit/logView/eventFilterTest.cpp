// SPDX-License-Identifier: MIT
//
// The viewer: which events are shown.
#include "eventFilter.h"

#include "error.h"
#include "schemaFields.h"
#include "timeRange.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace sysmon::view {
namespace {

constexpr uint64_t now = 1'795'314'112'422'000'000; // 2026-11-22 02:21:52.422

class LogViewFilter : public testing::Test {
protected:
    /// Whether a file's creation fits these fields.
    static bool fits(std::initializer_list<const char*> texts)
    {
        EventFilter filter;
        for (const char* const text : texts)
            filter.addField(text);
        return filter.fits(fileCreate());
    }
    static DecodedEvent fileCreate()
    {
        DecodedEvent event;
        event.id = eventId::FileCreate;
        event.computer = "vm";
        event.recordId = "7";
        event.fields = {
            {"UtcTime", "2026-11-22 02:21:52.422"}, {"Image", "/usr/bin/touch"}, {"User", "root"}};
        return event;
    }
};

TEST_F(LogViewFilter, ComparesAValueOrAPartOfIt)
{
    EXPECT_TRUE(fits({"Image=/usr/bin/touch"}));
    EXPECT_TRUE(fits({"image=/USR/bin/touch"}));
    EXPECT_FALSE(fits({"Image=touch"}));
    EXPECT_TRUE(fits({"Image=*/touch"}));
    EXPECT_TRUE(fits({"Image~bin"}));
    EXPECT_FALSE(fits({"Image~sbin"}));
    EXPECT_FALSE(fits({"User!=root"}));
    EXPECT_TRUE(fits({"User!=bin"}));
    EXPECT_FALSE(fits({"Image!~bin"}));
    EXPECT_TRUE(fits({"Image!~sbin"}));
    EXPECT_TRUE(fits({"Computer=vm", "EventRecordID=7"}));
    EXPECT_FALSE(fits({"User="}));
}

TEST_F(LogViewFilter, OneOfAFieldsValuesAndAllFields)
{
    EXPECT_TRUE(fits({"User=bin", "User=root"}));
    EXPECT_FALSE(fits({"User=root", "Image~sbin"}));
    EXPECT_FALSE(fits({"User!=root", "User!=bin"}));
    EXPECT_TRUE(fits({"User=r*", "User!=root2"}));
}

TEST_F(LogViewFilter, AnEventWithoutTheFieldDoesNotFit)
{
    EXPECT_FALSE(fits({"CommandLine~x"}));
    EXPECT_FALSE(fits({"CommandLine!~x"}));
}

TEST_F(LogViewFilter, RefusesWhatIsNotAFilter)
{
    EventFilter filter;
    for (const char* const text : {"", "Image", "=x", "Image!x", "Image!", "!=x", "Nothing=x"})
        EXPECT_THROW(filter.addField(text), UsageError) << text;
}

TEST_F(LogViewFilter, TakesIdsAndNamesOfEvents)
{
    const auto fits = [](const char* list) {
        EventFilter filter;
        filter.addEvents(list);
        return filter.fits(fileCreate());
    };
    EXPECT_TRUE(fits("11"));
    EXPECT_TRUE(fits("1,11"));
    EXPECT_TRUE(fits("processcreate,FileCreate"));
    EXPECT_TRUE(fits("file created"));
    EXPECT_FALSE(fits("1,RegistryEvent"));
    EventFilter filter;
    for (const char* const list : {"", ",", "1,", "0", "011", "77", "FileCreated2", "-1", "1 2"})
        EXPECT_THROW(filter.addEvents(list), UsageError) << list;
    filter.addEvents("1");
    filter.addEvents("11");
    EXPECT_TRUE(filter.fits(fileCreate())) << "what is added adds up";
}

TEST_F(LogViewFilter, TakesATimeRange)
{
    EventFilter filter;
    filter.setRange(TimeRange("02:21", now));
    EXPECT_TRUE(filter.fits(fileCreate()));
    filter.setRange(TimeRange("02:22", now));
    EXPECT_FALSE(filter.fits(fileCreate()));
}

} // namespace
} // namespace sysmon::view
