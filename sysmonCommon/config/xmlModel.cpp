// SPDX-License-Identifier: MIT
#include "xmlModel.h"

namespace sysmon {

namespace {

void addOptions(XmlModel& model, const Schema& schema)
{
    auto& root = model["Sysmon"];
    for (const SchemaOption& option : schema.options) {
        // An option that makes rules is an event's element in a file; those that do not stand for
        // all of an event's rules have an element beside it.
        if (option.commandLineOnly || (option.isRule && !option.forceConfig)) continue;
        std::string name(option.name);
        if (option.isRule) name += ruleOptionSuffix;
        root.children.push_back(name);
        model[name].content =
            option.argument == ArgumentUse::None ? Content::Nothing : Content::Text;
    }
    // Never listed, but files that have it load.
    root.children.emplace_back("InternalRepresentation");
    model["InternalRepresentation"].content = Content::Text;
}

std::vector<AttributeModel> eventAttributes()
{
    return {{"onmatch", {"include", "exclude"}}, {"default", {"include", "exclude"}}};
}

void addField(XmlModel& model, std::string_view field)
{
    addOnce(model["Rule"].children, field);
    model[std::string(field)] = {
        .content = Content::Text,
        .children = {},
        .attributes = {{.name = "name", .values = {}}, {.name = "condition", .values = {}}}};
}

void addEvents(XmlModel& model, const Schema& schema)
{
    auto& filtering = model["EventFiltering"];
    auto& group = model["RuleGroup"];
    filtering.children.emplace_back("RuleGroup");
    for (const SchemaEvent& event : schema.events) {
        if (event.ruleName.empty()) continue;
        addOnce(filtering.children, event.ruleName);
        addOnce(group.children, event.ruleName);
        auto& element = model[std::string(event.ruleName)];
        addOnce(element.children, "Rule");
        element.attributes = eventAttributes();
        for (const SchemaField& field : event.fields) {
            addOnce(element.children, field.name);
            addField(model, field.name);
        }
    }
}

/// Versions before the one that introduced FileDelete have always read an early form of it.
void addEarlyFileDelete(XmlModel& model)
{
    if (model.contains("FileDelete")) return;
    model["EventFiltering"].children.emplace_back("FileDelete");
    model["RuleGroup"].children.emplace_back("FileDelete");
    auto& element = model["FileDelete"];
    element = {.content = Content::Elements,
               .children = {"Rule", "RuleName", "UtcTime", "ProcessGuid", "ProcessId", "Image",
                            "TargetFilename", "Hashes", "Archived"},
               .attributes = eventAttributes()};
    for (const std::string& field : element.children)
        if (field != "Rule") addField(model, field);
}

std::string contentDeclaration(const ElementModel& element)
{
    switch (element.content) {
    case Content::Nothing:
        return "EMPTY";
    case Content::Text:
        return "(#PCDATA)";
    case Content::Elements:
        break;
    }
    return "(" + joined(element.children, "|") + ")*";
}

} // namespace

XmlModel xmlModel(const Schema& schema)
{
    XmlModel model;
    auto& root = model["Sysmon"];
    root.children.emplace_back("EventFiltering");
    root.attributes = {{.name = "schemaversion", .values = {}, .required = true}};
    model["RuleGroup"].attributes = {
        {.name = "groupRelation", .values = {"and", "or"}, .required = true},
        {.name = "name", .values = {}}};
    model["Rule"].attributes = {{.name = "groupRelation", .values = {}},
                                {.name = "name", .values = {}}};
    addOptions(model, schema);
    addEvents(model, schema);
    addEarlyFileDelete(model);
    return model;
}

std::string dtd(const XmlModel& model)
{
    std::string text;
    for (const auto& [name, element] : model) {
        text += "<!ELEMENT " + name + " " + contentDeclaration(element) + ">\n";
        for (const AttributeModel& attribute : element.attributes)
            text +=
                "<!ATTLIST " + name + " " + attribute.name + " " +
                (attribute.values.empty() ? "CDATA" : "(" + joined(attribute.values, "|") + ")") +
                (attribute.required ? " #REQUIRED>\n" : " #IMPLIED>\n");
    }
    return text;
}

} // namespace sysmon
