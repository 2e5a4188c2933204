// SPDX-License-Identifier: MIT
#include "viewOptions.h"

#include "error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace sysmon::view {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr uint64_t now = 1'795'314'112'422'000'000; // 2026-11-22 02:21:52.422

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
        EXPECT_THROW(parse(words), UsageError) << words[0];
    EXPECT_THAT(
        [] {
            parse({"-e", "\x1b[2J"});
        },
        ThrowsMessage<UsageError>(HasSubstr("'\\x1b[2J'")));
}

} // namespace
} // namespace sysmon::view
