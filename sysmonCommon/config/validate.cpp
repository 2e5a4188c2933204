// SPDX-License-Identifier: MIT
#include "configurationReader.h"
#include "configurationTools.h"
#include "problems.h"
#include "ruleBuilder.h"
#include "ruleWarnings.h"

#include <algorithm>
#include <iomanip>
#include <ostream>

namespace sysmon {

namespace {

/// How many elements and rules of one kind an event type has.
struct Count {
    size_t elements = 0;
    size_t rules = 0;

    void add(const EventRules& rules)
    {
        elements++;
        this->rules += rules.items.size();
    }
};

/// "1 rule excludes", "2 rules exclude".
std::string rulesThat(const char* verb, size_t count)
{
    return std::to_string(count) + (count == 1 ? " rule " : " rules ") + verb +
           (count == 1 ? "s" : "");
}

std::string forecast(const SchemaEvent& event, const Count& include, const Count& exclude)
{
    if (include.elements + exclude.elements == 0)
        return event.includedByDefault ? "everything (no rules: the schema's default)"
                                       : "nothing (no rules: the schema's default)";
    const std::string excluded = "what " + rulesThat("exclude", exclude.rules);
    if (include.elements == 0 && exclude.elements == 1)
        return exclude.rules == 0 ? "everything" : "everything but " + excluded;
    if (include.rules == 0)
        return include.elements > 0 ? "nothing: no rule includes anything"
                                    : "nothing: with several onmatch=\"exclude\" elements and no "
                                      "onmatch=\"include\" "
                                      "rule, what none of them matches is excluded, too";
    const std::string only = "only what " + rulesThat("include", include.rules);
    return exclude.rules == 0 ? only : only + ", without " + excluded;
}

void writeForecast(const RuleFile& file, std::span<const uint16_t> produced, std::ostream& out)
{
    for (const SchemaEvent& event : currentSchema().events) {
        if (event.ruleName.empty() || std::ranges::find(produced, event.id) == produced.end())
            continue;
        Count include;
        Count exclude;
        for (const EventRules& rules : file.events)
            if (rules.element == event.ruleName)
                (rules.includeByDefault ? exclude : include).add(rules);
        out << "  " << std::left << std::setw(20) << event.ruleName
            << forecast(event, include, exclude) << '\n';
    }
}

bool validate(const std::string& file, std::ostream& out, std::ostream& errorStream,
              std::span<const uint16_t> produced)
{
    Problems errors(file);
    Problems warnings(file, "warning");
    ConfigurationSource source;
    try {
        source = readConfiguration(readConfigurationFile(file), {}, errors, warnings);
    } catch (const ConfigurationError& error) {
        errorStream << error.what() << '\n';
        return false;
    }
    if (!errors.empty()) {
        errorStream << errors.text() << '\n';
        return false;
    }
    warnOfDeadRules(source.rules, produced, warnings);
    out << file << ": valid, schema " << versionText(source.rules.schemaVersion) << ", logs\n";
    writeForecast(source.rules, produced, out);
    for (const std::string& warning : warnings.lines())
        out << warning << '\n';
    return true;
}

} // namespace

bool validateConfigurations(std::span<const std::string> files, std::ostream& out,
                            std::ostream& errors, std::span<const uint16_t> produced)
{
    const auto good = std::ranges::count_if(
        files, [&](const std::string& file) { return validate(file, out, errors, produced); });
    return good == std::ssize(files);
}

} // namespace sysmon
