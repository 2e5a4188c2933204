// SPDX-License-Identifier: MIT
#include "schema.h"
#include "producedEvents.h"
#include "sharedData.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace sysmon {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

TEST(Schema, NewestVersionComesFirstAndVersionsFall)
{
    ASSERT_EQ(schemas().size(), 16u);
    EXPECT_EQ(&currentSchema(), &schemas()[0]);
    EXPECT_EQ(currentSchema().version, 0x0004005au);
    EXPECT_EQ(currentSchema().binaryVersion, 0x00120000u);
    EXPECT_TRUE(std::ranges::is_sorted(schemas(), std::ranges::greater{}, &Schema::version));
}

TEST(Schema, FindsEventsOfTheCurrentVersionById)
{
    for (const SchemaEvent& event : currentSchema().events)
        EXPECT_EQ(findEvent(event.id), &event);
    EXPECT_EQ(findEvent(0), nullptr);
    EXPECT_EQ(findEvent(30), nullptr);
    EXPECT_EQ(findEvent(256), nullptr);
    EXPECT_EQ(findEvent(0xffffffffu), nullptr);
}

TEST(Schema, ConstantsNameEventsAndFieldsOfTheTables)
{
    const SchemaEvent* create = findEvent(eventId::CreateProcess);
    ASSERT_NE(create, nullptr);
    EXPECT_EQ(create->ruleName, "ProcessCreate");
    EXPECT_EQ(create->description, "Process Create");
    EXPECT_EQ(create->level, 4);
    EXPECT_TRUE(create->includedByDefault);
    ASSERT_EQ(create->fields.size(), fields::CreateProcess::Count);
    EXPECT_EQ(create->fields[fields::CreateProcess::CommandLine].name, "CommandLine");
    EXPECT_EQ(create->fields[fields::CreateProcess::LogonId].type, FieldType::HexInt64);
    // Events 23 and 11 hold the same fields in another order.
    EXPECT_LT(fields::FileDelete::User, fields::FileDelete::Image);
    EXPECT_GT(fields::FileCreate::User, fields::FileCreate::Image);
    EXPECT_EQ(findEvent(eventId::Error)->level, 2);
    EXPECT_TRUE(findEvent(eventId::Error)->ruleName.empty());
}

TEST(Schema, EveryEventOfAProcessHasTheCommonFieldsOnce)
{
    for (const uint16_t id : producedEvents) {
        const SchemaEvent& event = *findEvent(id);
        std::vector<CommonField> common;
        for (const SchemaField& field : event.fields)
            if (field.common != CommonField::None) common.push_back(field.common);
        if (event.ruleName.empty()) {
            EXPECT_THAT(common, ElementsAre(CommonField::UtcTime)) << event.description;
        } else {
            EXPECT_THAT(common, UnorderedElementsAre(CommonField::UtcTime, CommonField::ProcessGuid,
                                                     CommonField::ProcessId, CommonField::Image,
                                                     CommonField::User))
                << event.description;
        }
    }
    const auto& access = findEvent(eventId::AccessProcess)->fields;
    EXPECT_EQ(access[fields::AccessProcess::SourceProcessGUID].common, CommonField::ProcessGuid);
    EXPECT_EQ(access[fields::AccessProcess::TargetUser].common, CommonField::None);
}

TEST(Schema, WindowsFifteenEventsAreThere)
{
    for (auto [id, name, fieldCount] : {std::tuple(27, "FileBlockExecutable", 8u),
                                        {28, "FileBlockShredding", 9u},
                                        {29, "FileExecutableDetected", 8u}}) {
        ASSERT_NE(findEvent(id), nullptr) << id;
        EXPECT_EQ(findEvent(id)->ruleName, name);
        EXPECT_EQ(findEvent(id)->fields.size(), fieldCount);
    }
    EXPECT_EQ(findEvent(28)->fields.back().name, "IsExecutable");
    EXPECT_EQ(findEvent(28)->fields.back().type, FieldType::Boolean);
}

TEST(Schema, OptionsCarryTheirUse)
{
    const auto& options = currentSchema().options;
    auto named = [&](std::string_view name) {
        return *std::ranges::find(options, name, &SchemaOption::name);
    };
    EXPECT_EQ(named("Install").commandLineSwitch, "i");
    EXPECT_TRUE(named("Install").exclusive);
    EXPECT_TRUE(named("Install").commandLineOnly);
    EXPECT_EQ(named("FieldSizes").argument, ArgumentUse::Required);
    EXPECT_TRUE(named("FieldSizes").commandLineSwitch.empty());
    EXPECT_TRUE(named("ProcessAccess").isRule);
    EXPECT_TRUE(named("ProcessAccess").forceConfig);
    EXPECT_FALSE(named("NetworkConnect").forceConfig);
    EXPECT_EQ(named("CaptureClipboard").argument, ArgumentUse::None);
}

TEST(Schema, ManifestTextIsTheOneOfItsVersion)
{
    for (const Schema& schema : schemas()) {
        EXPECT_TRUE(schema.manifest.starts_with("<manifest schemaversion=\"4."));
        EXPECT_TRUE(schema.manifest.ends_with("</manifest>\n"));
    }
    EXPECT_TRUE(schemas().back().manifest.starts_with("<manifest schemaversion=\"4.00\""));
}

TEST(Schema, ConditionsGrewWithTheVersions)
{
    EXPECT_EQ(currentSchema().conditions.size(), 16u);
    EXPECT_THAT(schemas().back().conditions,
                ElementsAre("is", "is not", "contains", "excludes", "begin with", "end with",
                            "less than", "more than", "image"));
}

constexpr const char* typeNames[] = {"UnicodeString", "GUID",     "Boolean", "UInt16",
                                     "UInt32",        "HexInt32", "HexInt64"};
constexpr const char* useNames[] = {"none", "optional", "required"};

json eventFacts(const SchemaEvent& event)
{
    json facts = {{"id", event.id},
                  {"symbol", event.symbol},
                  {"level", event.level == 2 ? "Error" : "Informational"},
                  {"description", event.description},
                  {"version", event.version},
                  {"fields", json::array()}};
    if (!event.ruleName.empty()) {
        facts["rulename"] = event.ruleName;
        facts["default"] = event.includedByDefault ? "include" : "exclude";
    }
    for (const SchemaField& field : event.fields)
        facts["fields"].push_back({field.name, typeNames[static_cast<int>(field.type)]});
    return facts;
}

json optionFacts(const SchemaOption& option)
{
    json facts = {{"name", option.name}, {"argument", useNames[static_cast<int>(option.argument)]}};
    if (!option.commandLineSwitch.empty()) facts["switch"] = option.commandLineSwitch;
    if (option.commandLineOnly) facts["noconfig"] = "true";
    if (option.exclusive) facts["exclusive"] = "true";
    if (option.isRule) facts["rule"] = "true";
    if (option.forceConfig) facts["forceconfig"] = "true";
    return facts;
}

/// Fields of ours, at the end of an event of the current version.
bool isAddedOnPurpose(const Schema& schema, const SchemaEvent& event, const json& field)
{
    return &schema == &currentSchema() && event.id == eventId::ServiceStateChange &&
           field[0] == "Coverage";
}

json schemaFacts(const Schema& schema)
{
    static const std::set<int> addedOnPurpose = {27, 28, 29};
    json facts = {{"schemaversion", versionText(schema.version)},
                  {"binaryversion", versionText(schema.binaryVersion)},
                  {"default_filter", "is"},
                  {"filters", schema.conditions},
                  {"options", json::array()},
                  {"events", json::array()}};
    for (const SchemaOption& option : schema.options)
        facts["options"].push_back(optionFacts(option));
    for (const SchemaEvent& event : schema.events) {
        if (addedOnPurpose.contains(event.id)) continue;
        json factsOfEvent = eventFacts(event);
        json& fields = factsOfEvent["fields"];
        if (isAddedOnPurpose(schema, event, fields.back())) fields.erase(fields.size() - 1);
        facts["events"].push_back(std::move(factsOfEvent));
    }
    return facts;
}

TEST(Schema, EqualsTheReferenceApartFromWhatWasAdded)
{
    SKIP_WITHOUT_SHARED_DATA();
    json reference = json::parse(test::readFile(test::sharedData() / "reference/schema.json"));
    for (json& version : reference)
        for (json& event : version["events"])
            for (json& field : event["fields"])
                if (field.size() == 3) field.erase(2); // how it is displayed: not in the tables
    ASSERT_EQ(reference.size(), schemas().size());
    for (size_t i = 0; i < reference.size(); i++)
        EXPECT_EQ(json::diff(reference[i], schemaFacts(schemas()[i])), json::array())
            << versionText(schemas()[i].version);
}

} // namespace
} // namespace sysmon
