// SPDX-License-Identifier: MIT
#include "xmlRules.h"

#include "blob.h"
#include "problems.h"
#include "ruleBuilder.h"
#include "utf.h"

#include <charconv>

namespace sysmon {

namespace {

/// Up to here filters of one group were alternatives of each other, whatever their field.
constexpr uint32_t lastOrVersion = 0x0004000a;

class RuleReader {
public:
    RuleReader(const ParsedXml& xml, uint32_t schemaVersion, Problems& problems)
        : xml_(xml), problems_(problems)
    {
        file_.schemaVersion = schemaVersion;
    }

    RuleFile read();

private:
    /// What elements inside inherit.
    struct Scope {
        std::string name;
        bool combineAnd;
    };

    void readFiltering(const xmlNode* filtering);
    void readEvent(const xmlNode* node, const Scope& scope);
    bool readDefault(const xmlNode* node);
    CompoundRule readCompound(const xmlNode* node, const Scope& scope);
    FieldRule readField(const xmlNode* node, const std::string& inheritedName);
    std::string nameAttribute(const xmlNode* node, const std::string& inherited);

    const ParsedXml& xml_;
    Problems& problems_;
    RuleFile file_;
};

RuleFile RuleReader::read()
{
    const xmlNode* root = xmlDocGetRootElement(xml_.document.get());
    for (const xmlNode* node = firstElement(root); node; node = nextElement(node))
        if (nameOf(node) == "EventFiltering") readFiltering(node);
    return std::move(file_);
}

void RuleReader::readFiltering(const xmlNode* filtering)
{
    const Scope ungrouped{.name = "", .combineAnd = file_.schemaVersion > lastOrVersion};
    for (const xmlNode* node = firstElement(filtering); node; node = nextElement(node)) {
        if (nameOf(node) != "RuleGroup") {
            readEvent(node, ungrouped);
            continue;
        }
        const Scope group{.name = nameAttribute(node, ""),
                          .combineAnd = attributeOf(node, "groupRelation") == "and"};
        for (const xmlNode* event = firstElement(node); event; event = nextElement(event))
            readEvent(event, group);
    }
}

void RuleReader::readEvent(const xmlNode* node, const Scope& scope)
{
    if (eventsOfRule(nameOf(node)).empty()) return; // told by the validation
    EventRules rules{.element = std::string(nameOf(node)),
                     .includeByDefault = readDefault(node),
                     .combineAnd = scope.combineAnd,
                     .items = {},
                     .line = xml_.lineOf(node)};
    for (const xmlNode* child = firstElement(node); child; child = nextElement(child)) {
        if (nameOf(child) != "Rule")
            rules.items.emplace_back(readField(child, scope.name));
        else if (child->children) // with nothing at all inside it has no record
            rules.items.emplace_back(readCompound(child, scope));
    }
    file_.events.push_back(std::move(rules));
}

bool RuleReader::readDefault(const xmlNode* node)
{
    const std::optional<std::string> onMatch = attributeOf(node, "onmatch");
    const std::optional<std::string> byDefault = attributeOf(node, "default");
    if (!onMatch && !byDefault)
        problems_.add(xml_.lineOf(node), nameOf(node),
                      "attribute onmatch is missing; expected include, exclude");
    if (onMatch && byDefault)
        problems_.add(xml_.lineOf(node), nameOf(node),
                      "has both onmatch and default; expected one of them");
    return onMatch ? *onMatch == "exclude" : byDefault == "include";
}

CompoundRule RuleReader::readCompound(const xmlNode* node, const Scope& scope)
{
    const std::optional<std::string> relation = attributeOf(node, "groupRelation");
    CompoundRule rule{.name = nameAttribute(node, ""),
                      .combineAnd = relation && !equalsFolded(*relation, "or"),
                      .filters = {},
                      .line = xml_.lineOf(node)};
    const std::string inherited = attributeOf(node, "name").value_or(scope.name);
    for (const xmlNode* child = firstElement(node); child; child = nextElement(child))
        rule.filters.push_back(readField(child, inherited));
    return rule;
}

FieldRule RuleReader::readField(const xmlNode* node, const std::string& inheritedName)
{
    FieldRule filter{.field = std::string(nameOf(node)),
                     .condition = Condition::Is,
                     .value = textOf(node),
                     .name = nameAttribute(node, inheritedName),
                     .line = xml_.lineOf(node)};
    const std::string name = attributeOf(node, "condition").value_or("");
    if (const std::optional<Condition> condition = conditionFromName(name))
        filter.condition = *condition;
    else
        problems_.add(filter.line, filter.field,
                      "unknown condition \"" + name + "\"; expected " + conditionNames());
    return filter;
}

std::string RuleReader::nameAttribute(const xmlNode* node, const std::string& inherited)
{
    const std::optional<std::string> name = attributeOf(node, "name");
    if (!name) return inherited;
    // No character takes fewer bytes than units, so nearly every name is short enough at a glance.
    if (name->size() > mostNameUnits && toUtf16(*name).size() > mostNameUnits)
        problems_.add(xml_.lineOf(node), nameOf(node),
                      "its name has more than " + std::to_string(mostNameUnits) + " characters");
    return *name;
}

} // namespace

std::optional<uint32_t> parseVersion(std::string_view text)
{
    const size_t point = text.find('.');
    if (point == text.npos || point == 0 || point > 4) return std::nullopt;
    std::string minor(text.substr(point + 1));
    if (minor.empty() || minor.size() > 2) return std::nullopt;
    if (minor.size() == 1) minor += '0';
    uint16_t numbers[2] = {};
    const std::string_view parts[2] = {text.substr(0, point), minor};
    for (int i = 0; i < 2; i++) {
        const char* end = parts[i].data() + parts[i].size();
        const auto [stop, error] = std::from_chars(parts[i].data(), end, numbers[i]);
        if (error != std::errc() || stop != end) return std::nullopt;
    }
    return static_cast<uint32_t>(numbers[0]) << 16 | numbers[1];
}

RuleFile readRules(const ParsedXml& xml, uint32_t schemaVersion, Problems& problems)
{
    return RuleReader(xml, schemaVersion, problems).read();
}

} // namespace sysmon
