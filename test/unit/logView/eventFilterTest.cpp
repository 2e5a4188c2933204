// SPDX-License-Identifier: MIT
//
// The viewer: which events are shown, and its command line.
#include "eventFilter.h"
#include "schemaFields.h"
#include "timeRange.h"
#include "viewOptions.h"
#include "wildcard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace sysmon::view {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr uint64_t now = 1'795'314'112'422'000'000; // 2026-11-22 02:21:52.422

TEST(Wildcard, MatchesWholeTexts)
{
    const auto matches = [](const char* pattern, const char* text) {
        return Wildcard(pattern).matches(text);
    };
    EXPECT_TRUE(matches("/bin/ls", "/BIN/ls"));
    EXPECT_FALSE(matches("/bin/ls", "/bin/lsx"));
    EXPECT_FALSE(matches("/bin/ls", "x/bin/ls"));
    EXPECT_TRUE(matches("*/ls", "/bin/ls"));
    EXPECT_TRUE(matches("*b*n*", "/bin/ls"));
    EXPECT_TRUE(matches("*ls*", "lslsls"));
    EXPECT_FALSE(matches("*ls", "lsl"));
    EXPECT_TRUE(matches("?s", "ls"));
    EXPECT_TRUE(matches("?", "ä")) << "one character of two bytes";
    EXPECT_TRUE(matches("*?", "€"));
    EXPECT_FALSE(matches("?", ""));
    EXPECT_TRUE(matches("*", ""));
    EXPECT_TRUE(matches("", ""));
    EXPECT_FALSE(matches("", "x"));
    EXPECT_TRUE(matches("a\\*b\\?\\\\", "a*b?\\"));
    EXPECT_FALSE(matches("a\\*b", "axb"));
    EXPECT_TRUE(matches("\\x1b*", "\\x1b[2J")) << "a backslash that escapes nothing";
}

TEST(Wildcard, ManyStarsDoNotTakeLong)
{
    std::string pattern;
    for (int i = 0; i < 30; ++i)
        pattern += "*a";
    EXPECT_FALSE(Wildcard(pattern + "*b").matches(std::string(60'000, 'a')));
}

TEST(TimeRange, BeginAndEndAreInside)
{
    const auto contains = [](const char* range, const char* time) {
        return TimeRange(range, now).contains(time);
    };
    EXPECT_TRUE(contains("2026-11-22", "2026-11-22 00:00:00.000"));
    EXPECT_TRUE(contains("2026-11-22", "2027-01-01 00:00:00.000"));
    EXPECT_FALSE(contains("2026-11-22", "2026-11-21 23:59:59.999"));
    EXPECT_TRUE(contains("..2026-11-22", "2026-11-22 23:59:59.999"));
    EXPECT_FALSE(contains("..2026-11-22", "2026-11-23 00:00:00.000"));
    EXPECT_TRUE(contains("2026-11-22T10:15..2026-11-22 10:15Z", "2026-11-22 10:15:59.999"));
    EXPECT_FALSE(contains("2026-11-22T10:15..2026-11-22 10:15", "2026-11-22 10:16:00.000"));
    EXPECT_TRUE(contains("10:15:30.250..", "2026-11-22 10:15:30.250"));
    EXPECT_FALSE(contains("10:15:30.250..", "2026-11-22 10:15:30.249"));
    EXPECT_TRUE(contains("30s..", "2026-11-22 02:21:22.422"));
    EXPECT_FALSE(contains("30s..", "2026-11-22 02:21:22.421"));
    EXPECT_TRUE(contains("1d..2h", "2026-11-21 02:21:52.422"));
    EXPECT_FALSE(contains("1d..2h", "2026-11-22 00:21:52.423"));
    EXPECT_TRUE(TimeRange().contains("2026-11-22 02:21:52.422"));
    EXPECT_TRUE(TimeRange().contains("")) << "an event without a time";
}

TEST(TimeRange, RefusesWhatIsNoTime)
{
    for (const char* const range : {"",
                                    "..",
                                    "yesterday",
                                    "2026-13-01",
                                    "2026-02-30",
                                    "2026-11-2",
                                    "25:00",
                                    "10:60",
                                    "10",
                                    "5x",
                                    "m",
                                    "-5m",
                                    "99999999999999999999d",
                                    "9999999999d",
                                    "2026-11-22 10:15:30.2",
                                    "2026-11-22..2026-11-21",
                                    "10:15..10:14",
                                    "2026-11-22..x",
                                    "Z",
                                    "1h..2h"})
        EXPECT_THROW(TimeRange(range, now), Error) << range;
}

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

TEST_F(LogViewFilter, RefusesWhatIsNoFilter)
{
    EventFilter filter;
    for (const char* const text : {"", "Image", "=x", "Image!x", "Image!", "!=x", "Nothing=x"})
        EXPECT_THROW(filter.addField(text), Error) << text;
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
        EXPECT_THROW(filter.addEvents(list), Error) << list;
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

ViewOptions parse(std::vector<const char*> words)
{
    return parseViewOptions(words, now);
}

TEST(ViewOptions, AreRead)
{
    const ViewOptions options = parse({"-Fa", "-e", "1", "a", "-n5", "-D", "/var/log/journal", "-",
                                       "-f", "User=root", "-t1h", "--", "-b"});
    EXPECT_TRUE(options.follow);
    EXPECT_TRUE(options.allFields);
    EXPECT_TRUE(options.journal);
    EXPECT_EQ(options.journalDirectory, "/var/log/journal");
    EXPECT_EQ(options.latest, 5u);
    EXPECT_THAT(options.files, ElementsAre("a", "-", "-b"));
    EXPECT_FALSE(options.help);
    EXPECT_TRUE(parse({"-h"}).help);
    EXPECT_TRUE(parse({"--help"}).help);
}

TEST(ViewOptions, FollowingBeginsWithTheLatest)
{
    EXPECT_EQ(parse({}).latest, std::nullopt);
    EXPECT_EQ(parse({"-F"}).latest, 10u);
    EXPECT_EQ(parse({"-F", "-t", "1h"}).latest, std::nullopt);
    EXPECT_EQ(parse({"-F", "-n", "0"}).latest, 0u);
}

TEST(ViewOptions, BadOnesAreRefusedByName)
{
    for (const std::vector<const char*>& words : std::vector<std::vector<const char*>>{{"-x"},
                                                                                       {"-Fx"},
                                                                                       {"--follow"},
                                                                                       {"-e"},
                                                                                       {"-f"},
                                                                                       {"-t"},
                                                                                       {"-n"},
                                                                                       {"-D"},
                                                                                       {"-n", "x"},
                                                                                       {"-n", "-1"},
                                                                                       {"-e", "77"},
                                                                                       {"-f", "x"},
                                                                                       {"-t", "x"},
                                                                                       {"-e", ""}})
        EXPECT_THROW(parse(words), Error) << words[0];
    EXPECT_THAT([] { parse({"-e", "\x1b[2J"}); }, ThrowsMessage<Error>(HasSubstr("'\\x1b[2J'")));
}

} // namespace
} // namespace sysmon::view
