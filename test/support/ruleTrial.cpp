// SPDX-License-Identifier: MIT
#include "ruleTrial.h"

#include "configuration.h"
#include "ruleBuilder.h"

#include <stdexcept>

namespace sysmon::test {

namespace {

std::string wordsOf(bool included, std::string_view ruleName)
{
    std::string words = included ? "include" : "exclude";
    if (ruleName != "-") words.append(" ").append(ruleName);
    return words;
}

} // namespace

TrialEvent::TrialEvent(uint16_t id,
                       std::initializer_list<std::pair<std::string_view, std::string>> fields)
    : id_(id)
{
    for (const auto& [name, text] : fields) {
        const int index = fieldIndex(*findEvent(id), name);
        if (index < 0) throw std::invalid_argument("no field " + std::string(name));
        texts_[static_cast<uint16_t>(index)] = text;
    }
}

std::string_view TrialEvent::text(uint16_t fieldIndex)
{
    asked_[fieldIndex]++;
    const auto found = texts_.find(fieldIndex);
    return found == texts_.end() ? std::string_view("-") : found->second;
}

int TrialEvent::timesAsked(std::string_view field) const
{
    const auto found = asked_.find(static_cast<uint16_t>(fieldIndex(*findEvent(id_), field)));
    return found == asked_.end() ? 0 : found->second;
}

std::string configurationOf(std::string_view rules, std::string_view version)
{
    return "<Sysmon schemaversion=\"" + std::string(version) + "\">\n<EventFiltering>\n" +
           std::string(rules) + "\n</EventFiltering>\n</Sysmon>\n";
}

std::string decide(std::string_view rules, TrialEvent event, std::string_view version)
{
    const Configuration configuration = loadConfiguration(configurationOf(rules, version), "trial");
    const auto ruleSet = RuleSet::fromBlob(configuration.blob);
    const Decision fast = ruleSet->FilterEventRules(event.id(), event);
    const PlainDecision plain =
        PlainMatcher(readBlob(configuration.blob)).decide(event.id(), event);
    const std::string fastWords = wordsOf(fast.included, fast.ruleName);
    const std::string plainWords = wordsOf(plain.included, plain.ruleName);
    if (fastWords == plainWords) return fastWords;
    return "fast says " + fastWords + ", plain says " + plainWords;
}

} // namespace sysmon::test
