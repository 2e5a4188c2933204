// SPDX-License-Identifier: MIT
#include "ruleWarnings.h"

#include "validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sysmon::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Warnings, EventsThatDoNotHappenHere)
{
    EXPECT_THAT(validate("<FileCreate onmatch=\"include\"/>\n<DnsQuery onmatch=\"include\"/>").out,
                HasSubstr("FILE:4: warning: DnsQuery: this event does not happen on this system"));
}

TEST(Warnings, WindowsPaths)
{
    const std::string text = "is a Windows path, which never matches here";
    EXPECT_THAT(warningsAbout({"<Image condition=\"begin with\">C:\\Windows\\</Image>"}),
                AllOf(StartsWith("FILE:4: warning: Image: \"C:\\Windows\\\" "), HasSubstr(text)));
    EXPECT_THAT(warningsAbout({"<Image condition=\"contains any\">c:\\a;d:\\b</Image>"}),
                HasSubstr(text));
    EXPECT_THAT(warningsAbout({"<Rule><CommandLine condition=\"contains all\">x;D:\\</CommandLine>"
                               "</Rule>"}),
                HasSubstr(text));
    for (const char* fine :
         {"<Image condition=\"contains any\">/a;d:\\b</Image>",
          "<Image condition=\"excludes\">C:\\</Image>", "<Image>https:\\x</Image>",
          "<Image>\\Windows\\</Image>", "<Image>/mnt/c:/x</Image>"})
        EXPECT_EQ(warningsAbout({fine}), "") << fine;
}

TEST(Warnings, EmptyItems)
{
    EXPECT_THAT(warningsAbout({"<Image condition=\"is any\">a;</Image>"}),
                HasSubstr("FILE:4: warning: Image: the empty item of the list \"a;\" is ignored"));
}

TEST(Warnings, TakeNoLongerThanALargeFileHasRules)
{
    std::string nested; // each value contains all the ones before
    for (size_t length = 1; length < 4000; length++)
        nested += "<Image condition=\"contains\">" + std::string(length, 'a') + "</Image>";
    EXPECT_THAT(warningsAbout({nested}), HasSubstr("more"));
    std::string many;
    for (int i = 0; i < 200'000; i++)
        many += "<ProcessCreate onmatch=\"include\"/>";
    EXPECT_TRUE(validate(many).good);
}

} // namespace
} // namespace sysmon::test
