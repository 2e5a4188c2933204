// SPDX-License-Identifier: MIT
//
// How filters combine: groups, <Rule>s, order, defaults, names, series.
#include "ruleTrial.h"

#include "configuration.h"

#include <gtest/gtest.h>

namespace sysmon::test {
namespace {

TrialEvent process(std::string image, std::string commandLine = "-", std::string user = "root")
{
    return {eventId::CreateProcess,
            {{"Image", image}, {"CommandLine", commandLine}, {"User", user}}};
}

TEST(Rules, SchemaDefaultsApplyWithoutRules)
{
    EXPECT_EQ(decide("", process("/bin/a")), "include");
    EXPECT_EQ(decide("", {eventId::ProcessTerminate, {}}), "include");
    EXPECT_EQ(decide("", {eventId::FileCreate, {}}), "exclude");
    EXPECT_EQ(decide("<FileCreate onmatch=\"include\"/>", process("/bin/a")), "include");
}

TEST(Rules, OwnEventsAreNeverFiltered)
{
    for (const uint16_t id :
         {eventId::ServiceStateChange, eventId::ServiceConfigurationChange, eventId::Error})
        EXPECT_EQ(decide("<ProcessCreate onmatch=\"include\"/>", {id, {}}), "include");
}

TEST(Rules, AnElementWithoutFiltersDecidesEverything)
{
    EXPECT_EQ(decide("<ProcessCreate onmatch=\"include\"/>", process("/bin/a")), "exclude");
    EXPECT_EQ(decide("<FileCreate onmatch=\"exclude\"/>", {eventId::FileCreate, {}}), "include");
    EXPECT_EQ(decide("<ProcessCreate default=\"include\"/>", process("/bin/a")), "include");
}

TEST(Rules, AMatchDoesTheOppositeOfTheDefault)
{
    const std::string filter = "<Image>/bin/a</Image></ProcessCreate>";
    EXPECT_EQ(decide("<ProcessCreate onmatch=\"exclude\">" + filter, process("/bin/a")), "exclude");
    EXPECT_EQ(decide("<ProcessCreate onmatch=\"exclude\">" + filter, process("/bin/b")), "include");
    EXPECT_EQ(decide("<ProcessCreate default=\"exclude\">" + filter, process("/bin/a")), "include");
}

TEST(Rules, ExcludingElementsComeFirst)
{
    const std::string rules =
        "<ProcessCreate onmatch=\"exclude\"><User name=\"no\">root</User>"
        "</ProcessCreate>"
        "<ProcessCreate onmatch=\"include\"><Image name=\"yes\">/bin/a</Image>"
        "</ProcessCreate>";
    EXPECT_EQ(decide(rules, process("/bin/a", "-", "root")), "exclude no");
    EXPECT_EQ(decide(rules, process("/bin/a", "-", "you")), "include yes");
    EXPECT_EQ(decide(rules, process("/bin/b", "-", "you")), "exclude");
}

TEST(Rules, TheLastElementOfAKindComesFirst)
{
    const std::string rules =
        "<ProcessCreate onmatch=\"include\"><Image name=\"first\">/bin/a</Image></ProcessCreate>"
        "<ProcessCreate onmatch=\"include\"><User name=\"last\">root</User></ProcessCreate>";
    EXPECT_EQ(decide(rules, process("/bin/a")), "include last");
    EXPECT_EQ(decide(rules, process("/bin/a", "-", "you")), "include first");
}

TEST(Rules, SeveralElementsWithoutAMatchExclude)
{
    const std::string rules = "<ProcessCreate onmatch=\"exclude\"><Image>/bin/a</Image>"
                              "</ProcessCreate>"
                              "<ProcessCreate onmatch=\"exclude\"><Image>/bin/b</Image>"
                              "</ProcessCreate>";
    EXPECT_EQ(decide(rules, process("/bin/c")), "exclude");
}

TEST(Rules, VersionDecidesHowUngroupedFiltersCombine)
{
    const std::string rules = "<ProcessCreate onmatch=\"include\"><Image>/bin/a</Image>"
                              "<User>you</User></ProcessCreate>";
    EXPECT_EQ(decide(rules, process("/bin/a"), "4.1"), "include");
    EXPECT_EQ(decide(rules, process("/bin/a"), "4.2"), "exclude");
    EXPECT_EQ(decide("<RuleGroup groupRelation=\"or\">" + rules + "</RuleGroup>", process("/bin/a"),
                     "4.2"),
              "include");
    EXPECT_EQ(decide("<RuleGroup groupRelation=\"and\">" + rules + "</RuleGroup>",
                     process("/bin/a"), "4.1"),
              "exclude");
}

TEST(Rules, FiltersOfOneFieldAreAlternativesInAnAndGroup)
{
    const std::string rules =
        "<RuleGroup groupRelation=\"and\"><ProcessCreate onmatch=\"include\">"
        "<Image name=\"a\">/bin/a</Image><User name=\"u\">root</User><Image "
        "name=\"b\">/bin/b</Image>"
        "<Image condition=\"contains\" name=\"late\">b</Image></ProcessCreate></RuleGroup>";
    EXPECT_EQ(decide(rules, process("/bin/a")), "include u");
    EXPECT_EQ(decide(rules, process("/bin/b")), "include b");
    EXPECT_EQ(decide(rules, process("/bin/b", "-", "you")), "exclude");
    EXPECT_EQ(decide(rules, process("/x")), "exclude");
}

TEST(Rules, ARuleCountsAsOneFilter)
{
    const std::string rules = "<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">"
                              "<Rule groupRelation=\"and\" name=\"both\"><Image>/bin/a</Image>"
                              "<CommandLine condition=\"contains\">x</CommandLine></Rule>"
                              "<User name=\"you\">you</User></ProcessCreate></RuleGroup>";
    EXPECT_EQ(decide(rules, process("/bin/a", "x")), "include both");
    EXPECT_EQ(decide(rules, process("/bin/a", "y")), "exclude");
    EXPECT_EQ(decide(rules, process("/bin/a", "y", "you")), "include you");
}

TEST(Rules, ARuleHasNoAlternativesInside)
{
    const std::string rule = "<ProcessCreate onmatch=\"include\"><Rule groupRelation=\"and\">"
                             "<Image condition=\"contains\">a</Image>"
                             "<Image condition=\"contains\">b</Image></Rule></ProcessCreate>";
    EXPECT_EQ(decide(rule, process("/a")), "exclude");
    EXPECT_EQ(decide(rule, process("/ab")), "include");
}

TEST(Rules, ARuleCombinesWithOrUnlessToldOtherwise)
{
    const auto rule = [](const std::string& relation) {
        return "<ProcessCreate onmatch=\"include\"><Rule " + relation +
               "><Image>/bin/a</Image><User>you</User></Rule></ProcessCreate>";
    };
    EXPECT_EQ(decide(rule(""), process("/bin/a")), "include");
    EXPECT_EQ(decide(rule("groupRelation=\"OR\""), process("/bin/a")), "include");
    EXPECT_EQ(decide(rule("groupRelation=\"and\""), process("/bin/a")), "exclude");
    EXPECT_EQ(decide(rule("groupRelation=\"anything\""), process("/bin/a")), "exclude");
}

TEST(Rules, RulesInsideAnAndGroupAllHaveToMatch)
{
    const std::string rules =
        "<RuleGroup groupRelation=\"and\"><ProcessCreate onmatch=\"include\">"
        "<Rule groupRelation=\"or\"><Image>/bin/a</Image><Image>/bin/b</Image></Rule>"
        "<Rule groupRelation=\"and\"><User>root</User>"
        "<CommandLine condition=\"contains\">x</CommandLine></Rule></ProcessCreate></RuleGroup>";
    EXPECT_EQ(decide(rules, process("/bin/b", "x")), "include");
    EXPECT_EQ(decide(rules, process("/bin/b", "y")), "exclude");
    EXPECT_EQ(decide(rules, process("/bin/c", "x")), "exclude");
}

TEST(Rules, AnEmptyRuleMatchesNothing)
{
    for (const char* empty :
         {"<Rule/>", "<Rule></Rule>", "<Rule> </Rule>", "<Rule><!-- --></Rule>"}) {
        const std::string rules = std::string("<ProcessCreate onmatch=\"include\">") + empty;
        EXPECT_EQ(decide(rules + "</ProcessCreate>", process("/bin/a")), "exclude") << empty;
        EXPECT_EQ(decide(rules + "<Image>/bin/a</Image></ProcessCreate>", process("/bin/a")),
                  "include")
            << empty;
    }
}

TEST(RuleNames, AreInherited)
{
    const auto rules = [](const std::string& field) {
        return "<RuleGroup groupRelation=\"or\" name=\"group\"><ProcessCreate onmatch=\"include\">"
               "<Rule groupRelation=\"and\" name=\"rule\">" +
               field + "</Rule><User>root</User></ProcessCreate></RuleGroup>";
    };
    EXPECT_EQ(decide(rules("<Image name=\"own\">/bin/a</Image>"), process("/bin/a")),
              "include own");
    EXPECT_EQ(decide(rules("<Image>/bin/a</Image>"), process("/bin/a")), "include rule");
    EXPECT_EQ(decide(rules("<Image name=\"\">/bin/a</Image>"), process("/bin/a")), "include");
    EXPECT_EQ(decide(rules("<Image>/bin/b</Image>"), process("/bin/a")), "include group");
}

TEST(RuleNames, OfAnotherElementThatFailedAreForgotten)
{
    const std::string rules =
        "<RuleGroup groupRelation=\"and\"><ProcessCreate onmatch=\"exclude\">"
        "<User name=\"stale\">root</User><Image>/none</Image></ProcessCreate></RuleGroup>"
        "<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\"><Image>/bin/a</Image>"
        "</ProcessCreate></RuleGroup>";
    EXPECT_EQ(decide(rules, process("/bin/a")), "include");
}

TEST(RuleNames, OfAFailedRuleCountWithinItsElement)
{
    const std::string rules =
        "<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">"
        "<Rule groupRelation=\"and\"><User name=\"seen\">root</User><Image>/none</Image>"
        "<CommandLine name=\"unseen\">-</CommandLine></Rule>"
        "<Image>/bin/a</Image><Image name=\"own\">/bin/b</Image></ProcessCreate></RuleGroup>";
    EXPECT_EQ(decide(rules, process("/bin/a")), "include seen");
    EXPECT_EQ(decide(rules, process("/bin/b")), "include own");
    EXPECT_EQ(decide(rules, process("/bin/a", "-", "you")), "include");
}

TEST(RuleSeries, RulesApplyToEveryIdOfTheSeries)
{
    const std::string rules =
        "<RegistryEvent onmatch=\"include\">"
        "<TargetObject condition=\"contains\">run</TargetObject></RegistryEvent>";
    for (const uint16_t id : {eventId::RegKey, eventId::RegSetvalue, eventId::RegName})
        EXPECT_EQ(decide(rules, {id, {{"TargetObject", "HKLM\\Run"}}}), "include") << id;
}

TEST(RuleSeries, AFieldThatAnIdDoesNotHaveNeverMatches)
{
    for (const char* condition : {"contains", "excludes"}) {
        const std::string rules =
            std::string("<RegistryEvent onmatch=\"include\"><Details condition=\"") + condition +
            "\">x</Details></RegistryEvent>";
        const std::string text = condition == std::string("contains") ? "x" : "y";
        EXPECT_EQ(decide(rules, {eventId::RegSetvalue, {{"Details", text}}}), "include");
        EXPECT_EQ(decide(rules, {eventId::RegKey, {{"TargetObject", text}}}), "exclude");
        EXPECT_EQ(decide(rules, {eventId::RegName, {{"NewName", text}}}), "exclude");
    }
}

TEST(RuleFields, AreReadOnlyWhenARuleNeedsThemAndOnce)
{
    const auto configuration = loadConfiguration(
        configurationOf("<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">"
                        "<Hashes condition=\"contains\">AA</Hashes>"
                        "<Rule groupRelation=\"and\"><Image>/bin/a</Image>"
                        "<CommandLine condition=\"contains\">x</CommandLine>"
                        "<CommandLine condition=\"excludes\">y</CommandLine></Rule>"
                        "</ProcessCreate><ProcessCreate onmatch=\"exclude\">"
                        "<Image>/bin/noise</Image></ProcessCreate></RuleGroup>"),
        "trial");
    const auto rules = RuleSet::fromBlob(configuration.blob);
    TrialEvent noise = process("/bin/noise", "x");
    EXPECT_FALSE(rules->FilterEventRules(noise.id(), noise).included);
    EXPECT_EQ(noise.timesAsked("Hashes"), 0) << "decided before it is needed";
    EXPECT_EQ(noise.timesAsked("CommandLine"), 0);
    EXPECT_EQ(noise.timesAsked("User"), 0) << "no rule asks for it";
    TrialEvent other = process("/bin/a", "x");
    EXPECT_TRUE(rules->FilterEventRules(other.id(), other).included);
    EXPECT_EQ(other.timesAsked("Image"), 1);
    EXPECT_EQ(other.timesAsked("CommandLine"), 1);
}

TEST(RuleSets, SayWhatTheyCanInclude)
{
    const auto rules = RuleSet::fromBlob(
        loadConfiguration(
            configurationOf("<FileCreate onmatch=\"include\"/>"
                            "<FileDelete onmatch=\"include\"><Image>/bin/rm</Image></FileDelete>"
                            "<NetworkConnect onmatch=\"exclude\"><Image>/bin/a</Image>"
                            "</NetworkConnect><RawAccessRead onmatch=\"exclude\"/>"
                            "<RawAccessRead onmatch=\"exclude\"/>"),
            "trial")
            .blob);
    EXPECT_FALSE(rules->canInclude(eventId::FileCreate)) << "no filter inside";
    EXPECT_TRUE(rules->IdHasIncludeRules(eventId::FileCreate));
    EXPECT_TRUE(rules->canInclude(eventId::FileDelete));
    EXPECT_TRUE(rules->canInclude(eventId::NetworkConnect));
    EXPECT_FALSE(rules->IdHasIncludeRules(eventId::NetworkConnect));
    EXPECT_FALSE(rules->canInclude(eventId::RawaccessRead)) << "several elements, no match";
    EXPECT_TRUE(rules->canInclude(eventId::CreateProcess)) << "by the schema's default";
    EXPECT_FALSE(rules->canInclude(eventId::AccessProcess));
    EXPECT_TRUE(rules->canInclude(eventId::Error));
    EXPECT_FALSE(rules->canInclude(999));
    EXPECT_FALSE(rules->IdHasIncludeRules(999));
}

} // namespace
} // namespace sysmon::test
