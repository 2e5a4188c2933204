// SPDX-License-Identifier: MIT
//
// Reading configurations: versions, structure, and what is said about those refused.
#include "configuration.h"
#include "configurationTrial.h"
#include "ruleTrial.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace sysmon::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(Configuration, VersionsAreMajorPointMinor)
{
    for (const char* good : {"4.0", "4.00", "4.1", "4.22", "4.5", "4.90", "4.99"})
        EXPECT_NO_THROW(load(configurationOf(someRules, good))) << good;
    for (const char* bad : {"", "4", "4.", ".81", "4.810", "4.81abc", " 4.81", "4.81 ", "+4.81",
                            "4,81", "0x4p0", "nan", "4.81.2", "3.40", "5.00", "14.81", "40000.1"}) {
        const std::string reason = refusal(configurationOf(someRules, bad));
        EXPECT_THAT(reason, AllOf(StartsWith("file.xml:1: Sysmon: schemaversion \"" +
                                             std::string(bad) + "\""),
                                  HasSubstr("4.90")));
    }
    EXPECT_THAT(refusal("<Sysmon/>"), HasSubstr("schemaversion is missing"));
}

TEST(Configuration, ANewerMinorVersionIsNoted)
{
    EXPECT_THAT(load(configurationOf(someRules, "4.90")).notes, IsEmpty());
    EXPECT_THAT(load(configurationOf(someRules, "4.91")).notes,
                ElementsAre(HasSubstr("\"4.91\" is newer than this program's: read as 4.90")));
}

TEST(Configuration, ElementsAreThoseOfTheFilesVersion)
{
    const std::string rules = "<ClipboardChange onmatch=\"include\"/>";
    EXPECT_NO_THROW(load(configurationOf(rules, "4.40")));
    EXPECT_THAT(refusal(configurationOf(rules, "4.32")),
                HasSubstr("ClipboardChange: not accepted inside EventFiltering (it needs "
                          "schemaversion 4.40)"));
    // Files of these versions have always been able to filter deletions.
    EXPECT_NO_THROW(load(configurationOf(
        "<FileDelete onmatch=\"include\"><TargetFilename>x</TargetFilename></FileDelete>",
        "4.22")));
    EXPECT_THAT(refusal(configurationOf(
                    "<FileDelete onmatch=\"include\"><User>x</User></FileDelete>", "4.22")),
                HasSubstr("User: not accepted inside FileDelete"));
}

TEST(Configuration, EveryErrorIsReportedWithItsLineAndWhatWasExpected)
{
    const std::string reasons = refusalOfRules("<ProcessCreate>\n"
                                               "<Imge>x</Imge>\n"
                                               "<Image condition=\"regex\">x</Image>\n"
                                               "</ProcessCreate>\n"
                                               "<FileCreate onmatch=\"maybe\"/>\n"
                                               "<RuleGroup name=\"n\"/>\n"
                                               "<Nonsense/>");
    EXPECT_THAT(reasons, HasSubstr("file.xml:3: ProcessCreate: attribute onmatch is missing; "
                                   "expected include, exclude\n"));
    EXPECT_THAT(reasons, HasSubstr("file.xml:4: Imge: not accepted inside ProcessCreate; expected "
                                   "Rule, RuleName, UtcTime,"));
    EXPECT_THAT(reasons, HasSubstr("file.xml:5: Image: unknown condition \"regex\"; expected is, "
                                   "is not, contains,"));
    EXPECT_THAT(reasons,
                HasSubstr("file.xml:7: FileCreate: onmatch=\"maybe\"; expected include, exclude"));
    EXPECT_THAT(reasons, HasSubstr("file.xml:8: RuleGroup: attribute groupRelation is missing; "
                                   "expected and, or"));
    EXPECT_THAT(reasons, HasSubstr("file.xml:9: Nonsense: not accepted inside EventFiltering; "
                                   "expected RuleGroup, ProcessCreate,"));
    EXPECT_EQ(std::ranges::count(reasons, '\n'), 5);
}

TEST(Configuration, StructureIsChecked)
{
    EXPECT_THAT(refusalOfRules("<ProcessCreate onmatch=\"include\" name=\"n\"/>"),
                HasSubstr("unknown attribute name; expected onmatch, default"));
    EXPECT_THAT(refusalOfRules("<ProcessCreate onmatch=\"include\" default=\"include\"/>"),
                HasSubstr("both onmatch and default"));
    EXPECT_THAT(refusalOfRules("<ProcessCreate onmatch=\"include\">text</ProcessCreate>"),
                HasSubstr("ProcessCreate: holds text"));
    EXPECT_THAT(refusalOfRules("<ProcessCreate onmatch=\"include\"><Image><b/></Image>"
                               "</ProcessCreate>"),
                HasSubstr("b: not accepted inside Image; expected text only"));
    EXPECT_THAT(refusalOfRules("<ProcessCreate onmatch=\"include\"><Rule><Rule/></Rule>"
                               "</ProcessCreate>"),
                HasSubstr("Rule: not accepted inside Rule"));
    EXPECT_THAT(refusalOfRules("<ProcessCreate onmatch=\"include\"><Rule>"
                               "<TargetFilename>x</TargetFilename></Rule></ProcessCreate>"),
                HasSubstr("TargetFilename: not a field of ProcessCreate; expected RuleName,"));
    EXPECT_THAT(refusalOfRules("<RegistryEvent onmatch=\"include\"><Details>x</Details>"
                               "<NewName>x</NewName></RegistryEvent>"),
                HasSubstr("no event of it has all the fields used: Details, NewName"));
    EXPECT_THAT(refusal("<Sysmon schemaversion=\"4.90\"><CaptureClipboard>x</CaptureClipboard>"
                        "</Sysmon>"),
                HasSubstr("CaptureClipboard: holds text; it has to be empty"));
    EXPECT_THAT(refusal("<Sysmon schemaversion=\"4.90\"><OutputRules>f</OutputRules></Sysmon>"),
                HasSubstr("OutputRules: not accepted inside Sysmon"));
    EXPECT_THAT(refusal("<Sysmon schemaversion=\"4.90\" xmlns=\"u\"/>"), HasSubstr("namespace"));
    EXPECT_THAT(refusal("<sysmon schemaversion=\"4.90\"/>"), HasSubstr("expected <Sysmon>"));
}

TEST(Configuration, NamesMayHave255Characters)
{
    const auto named = [](const std::string& name) {
        return "<ProcessCreate onmatch=\"include\"><Image name=\"" + name +
               "\">x</Image></ProcessCreate>";
    };
    std::string emoji;
    for (int i = 0; i < 127; i++)
        emoji += "\xf0\x9f\x98\x80";
    EXPECT_EQ(decide(named(std::string(255, 'n')), {1, {{"Image", "x"}}}),
              "include " + std::string(255, 'n'));
    EXPECT_EQ(decide(named(emoji), {1, {{"Image", "x"}}}), "include " + emoji);
    EXPECT_THAT(refusalOfRules(named(std::string(256, 'n'))),
                HasSubstr("file.xml:3: Image: its name has more than 255 characters"));
    EXPECT_THAT(refusalOfRules(named(emoji + "\xf0\x9f\x98\x80")), HasSubstr("more than 255"));
}

TEST(Configuration, ValuesStayAsWritten)
{
    const auto value = [](const std::string& written) {
        return readBlob(load(configurationOf("<ProcessCreate onmatch=\"include\"><Image>" +
                                             written + "</Image></ProcessCreate>"))
                            .blob)
            .events.at(0)
            .filters.at(0)
            .value;
    };
    EXPECT_EQ(value(" A\n\tb "), " A\n\tb ");
    EXPECT_EQ(value("a\r\nb"), "a\nb");
    EXPECT_EQ(value("&lt;&amp;&#x41;&#13;"), "<&A\r");
    EXPECT_EQ(value("a<!-- c -->b<![CDATA[<c>]]><?p i?>d"), "ab<c>d");
    EXPECT_EQ(value(""), "");
    EXPECT_EQ(value("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80");
}

TEST(Configuration, EntitiesAndDoctypesAreNeverRead)
{
    const std::string rest = configurationOf(someRules);
    for (const char* doctype :
         {"<!DOCTYPE Sysmon>", "<!DOCTYPE Sysmon SYSTEM \"file:///etc/passwd\">",
          "<!DOCTYPE Sysmon [<!ENTITY e \"x\">]>",
          "<!DOCTYPE Sysmon [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]>"})
        EXPECT_THAT(refusal("<?xml version=\"1.0\"?>\n" + std::string(doctype) + "\n" + rest),
                    HasSubstr("file.xml:2: <!DOCTYPE>: not accepted"));
    EXPECT_THAT(refusalOfRules("<ProcessCreate onmatch=\"include\"><Image>&other;</Image>"
                               "</ProcessCreate>"),
                HasSubstr("file.xml:3: Entity 'other' not defined"));
    EXPECT_NO_THROW(load("<!-- <!DOCTYPE x> -->" + rest));
}

TEST(Configuration, BadXmlIsRefusedWithItsLine)
{
    EXPECT_THAT(refusal(""), HasSubstr("file.xml: empty"));
    EXPECT_THAT(refusal(" \n\t"), HasSubstr("file.xml: empty"));
    EXPECT_THAT(refusal("{\"Sysmon\": 1}"), HasSubstr("file.xml:1: "));
    EXPECT_THAT(refusal("\n\n<Sysmon schemaversion=\"4.90\">\n</Other>"),
                HasSubstr("file.xml:4: "));
    EXPECT_THAT(refusal(std::string("\0\0\0\0", 4)), StartsWith("file.xml"));
    EXPECT_THAT(refusal("<Sysmon schemaversion=\"4.90\">\x01</Sysmon>"), HasSubstr("file.xml:1: "));
}

TEST(Configuration, DepthIsLimited)
{
    std::string deep;
    for (int i = 0; i < 100'000; i++)
        deep += "<RuleGroup groupRelation=\"or\">";
    EXPECT_THAT(refusalOfRules(deep), HasSubstr("more than 64 nested elements"));
}

TEST(Configuration, SizeIsLimited)
{
    EXPECT_THAT(refusal(configurationOf(someRules) + std::string(mostConfigurationBytes, ' ')),
                HasSubstr("file.xml: larger than 16 MiB"));
    std::string many = "<ProcessCreate onmatch=\"include\">";
    for (int i = 0; i < 1'000'001; i++)
        many += "<Image/>";
    EXPECT_THAT(refusalOfRules(many + "</ProcessCreate>"),
                HasSubstr("1000001 filters; at most 1000000"));
}

TEST(Configuration, SixteenMegabytesLoad)
{
    const std::string value(15'900'000, 'x');
    EXPECT_EQ(decide("<ProcessCreate onmatch=\"include\"><Image condition=\"contains\">" + value +
                         "</Image></ProcessCreate>",
                     {1, {{"Image", value}}}),
              "include");
    std::string many = "<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">";
    for (int i = 0; many.size() < 15'900'000; i++)
        many += "<Image condition=\"contains\">/opt/tool-" + std::to_string(i) + "/bin/</Image>";
    const auto rules =
        RuleSet::fromBlob(load(configurationOf(many + "</ProcessCreate></RuleGroup>")).blob);
    TrialEvent event(1, {{"Image", "/opt/tool-200000/bin/x"}});
    EXPECT_TRUE(rules->FilterEventRules(1, event).included);
}

TEST(Configuration, ManyErrorsAreCountedNotListed)
{
    std::string many;
    for (int i = 0; i < 200'000; i++)
        many += "<Nonsense/>";
    const std::string reasons = refusalOfRules(many);
    EXPECT_THAT(reasons, HasSubstr("file.xml: and 199000 more"));
    EXPECT_LT(reasons.size(), 1'000'000u);
}

/// What crashed or corrupted the reference.
TEST(Configuration, CrashesOfTheReferenceEndInAnAnswer)
{
    EXPECT_EQ(refusalOfRules("<ProcessCreate onmatch=\"include\"><Rule/><Image>x</Image>"
                             "</ProcessCreate>"),
              "accepted");
    EXPECT_EQ(refusalOfRules("<ProcessCreate onmatch=\"include\"><Image>" +
                             std::string(5 << 20, 'x') + "</Image></ProcessCreate>"),
              "accepted");
    EXPECT_THAT(refusal("<Sysmon><EventFiltering/></Sysmon>"), HasSubstr("is missing"));
    EXPECT_THAT(refusal("<Sysmon schemaversion=\"1e999\"/>"), HasSubstr("not of the form"));
    std::string registry = "<RuleGroup groupRelation=\"or\"><RegistryEvent onmatch=\"include\">";
    for (int i = 0; i < 500; i++)
        registry += "<Rule groupRelation=\"and\" name=\"r\"><TargetObject>" + std::to_string(i) +
                    "</TargetObject><EventType>SetValue</EventType></Rule>";
    registry += "<Details name=\"d\">x</Details></RegistryEvent></RuleGroup>";
    EXPECT_EQ(decide(registry, {eventId::RegSetvalue, {{"Details", "x"}}}), "include d");
    EXPECT_EQ(decide(registry,
                     {eventId::RegSetvalue, {{"TargetObject", "499"}, {"EventType", "SetValue"}}}),
              "include r");
}

TEST(Notes, NameOnceWhatHasNoEffectHere)
{
    EXPECT_THAT(load("<Sysmon schemaversion=\"4.90\"><ArchiveDirectory>x</ArchiveDirectory>"
                     "<CaptureClipboard/><ArchiveDirectory>x</ArchiveDirectory><EventFiltering>"
                     "<RegistryEvent onmatch=\"include\"/><DnsQuery onmatch=\"include\"/>"
                     "<RegistryEvent onmatch=\"exclude\"/><FileCreate onmatch=\"include\"/>"
                     "</EventFiltering></Sysmon>")
                    .notes,
                ElementsAre("file.xml: without effect on this system: ArchiveDirectory, "
                            "CaptureClipboard",
                            "file.xml: events that do not happen on this system: RegistryEvent, "
                            "DnsQuery"));
}

TEST(Notes, WarnOfEmptyItems)
{
    EXPECT_THAT(load(configurationOf("<ProcessCreate onmatch=\"include\">\n"
                                     "<Image condition=\"contains any\">a;;b</Image>\n"
                                     "<Rule><Image condition=\"is any\">;</Image></Rule>\n"
                                     "<Image condition=\"contains\">a;;b</Image></ProcessCreate>"))
                    .notes,
                ElementsAre("file.xml:4: Image: the empty item of the list \"a;;b\" is ignored",
                            "file.xml:5: Image: a list without items matches nothing"));
}

TEST(ConfigurationFiles, AreReadAndNamed)
{
    const TemporaryFolder folder;
    const std::string path = folder.file("config.xml", configurationOf(someRules));
    EXPECT_FALSE(loadConfigurationFile(path).blob.empty());
    std::filesystem::remove(path);
    for (const auto& [bad, reason] :
         {std::pair(path, "No such file or directory"), std::pair(folder / "", "directory")}) {
        try {
            loadConfigurationFile(bad);
            FAIL() << bad;
        } catch (const ConfigurationError& error) {
            EXPECT_THAT(error.what(), AllOf(StartsWith(bad), HasSubstr(reason)));
        }
    }
}

} // namespace
} // namespace sysmon::test
