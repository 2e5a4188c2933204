// SPDX-License-Identifier: MIT
#include "switchRules.h"

#include "options.h"
#include "schema.h"
#include "utf.h"

#include <algorithm>

namespace sysmon {

namespace {

struct SwitchTarget {
    std::string_view option;
    std::string_view element; ///< whose rules the option makes
    std::string_view field;   ///< that the names are compared with
    Condition condition;
};

constexpr SwitchTarget targets[] = {
    {"NetworkConnect", "NetworkConnect", "Image", Condition::Image},
    {"ImageLoad", "ImageLoad", "Image", Condition::Image},
    {"DnsQuery", "DnsQuery", "Image", Condition::Image},
    {"ProcessAccess", "ProcessAccess", "TargetImage", Condition::Image},
    {"PipeMonitoring", "PipeEvent", "PipeName", Condition::Is},
};

const SchemaOption* findSwitch(std::string_view name)
{
    for (const SchemaOption& option : currentSchema().options)
        if (!option.commandLineSwitch.empty() && equalsFolded(option.commandLineSwitch, name))
            return &option;
    return nullptr;
}

} // namespace

EventRules rulesOfOption(std::string_view option, std::string_view list)
{
    const SwitchTarget& target = *std::ranges::find(targets, option, &SwitchTarget::option);
    EventRules rules{.element = std::string(target.element), .items = {}};
    const std::vector<std::string_view> names = splitTrimmed(list, ',');
    rules.includeByDefault = names.empty() || std::ranges::find(names, "*") != names.end();
    if (rules.includeByDefault) return rules;
    for (std::string_view name : names)
        rules.items.emplace_back(FieldRule{.field = std::string(target.field),
                                           .condition = target.condition,
                                           .value = std::string(name),
                                           .name = ""});
    return rules;
}

std::optional<std::string> applySwitch(const CommandLineSwitch& given, Configuration& configuration,
                                       RuleFile& rules)
{
    const SchemaOption* option = findSwitch(given.name);
    if (!option || option->commandLineOnly) return "not a switch of the configuration";
    if (!option->isRule && !hasEffect(option->name)) return "exists on Windows only; leave it out";
    if (option->argument == ArgumentUse::Required && given.argument.value_or("").empty())
        return "needs an argument";
    if (!option->isRule) return setOption(configuration, option->name, *given.argument);
    rules.events.push_back(rulesOfOption(option->name, given.argument.value_or("")));
    return std::nullopt;
}

} // namespace sysmon
