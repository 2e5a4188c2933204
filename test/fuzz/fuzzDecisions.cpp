// SPDX-License-Identifier: MIT
//
// Rules and events grown from the input, out of few words, so that they meet: both matchers have to
// decide alike.
#include "differential.h"
#include "problems.h"
#include "ruleBuilder.h"

#include <fuzzer/FuzzedDataProvider.h>

using namespace sysmon;

namespace {

constexpr const char* words[] = {"",
                                 "a",
                                 "b",
                                 "ab",
                                 "ba",
                                 "A",
                                 "/",
                                 "\\",
                                 ";",
                                 "-",
                                 "/bin/",
                                 ".exe",
                                 "long enough for words",
                                 "\xc3\xa9",
                                 "\xf0\x9f\x98\x80",
                                 "\xef\xbf\xbd",
                                 "_",
                                 "Z"};

std::string phrase(FuzzedDataProvider& input)
{
    std::string text;
    for (int left = input.ConsumeIntegralInRange(0, 4); left > 0; left--)
        text += input.PickValueInArray(words);
    return text;
}

/// What an event can hold and a configuration cannot.
std::string eventText(FuzzedDataProvider& input)
{
    std::string text = phrase(input);
    if (input.ConsumeBool()) text += input.ConsumeRandomLengthString(8) + phrase(input);
    return text;
}

class Grower {
public:
    using UniformEvent = test::UniformEvent;

    explicit Grower(FuzzedDataProvider& input)
        : input_(input), ids_(eventsOfRule(input.PickValueInArray(
                             {"ProcessCreate", "RegistryEvent", "PipeEvent", "FileCreate"})))
    {
    }

    RuleFile rules()
    {
        RuleFile file{.schemaVersion = currentSchema().version, .events = {}};
        for (int left = input_.ConsumeIntegralInRange(0, 3); left > 0; left--)
            file.events.push_back(element());
        return file;
    }

    UniformEvent event()
    {
        const SchemaEvent& schema =
            *ids_[input_.ConsumeIntegralInRange<size_t>(0, ids_.size() - 1)];
        UniformEvent event(schema.id, "-");
        for (std::string& text : event.texts()) {
            if (input_.remaining_bytes() == 0) break;
            text = eventText(input_);
        }
        return event;
    }

private:
    EventRules element()
    {
        EventRules rules{.element = std::string(ids_.front()->ruleName),
                         .includeByDefault = input_.ConsumeBool(),
                         .combineAnd = input_.ConsumeBool(),
                         .items = {}};
        const SchemaEvent& fieldsOf =
            *ids_[input_.ConsumeIntegralInRange<size_t>(0, ids_.size() - 1)];
        for (int left = input_.ConsumeIntegralInRange(0, 6); left > 0; left--) {
            if (input_.ConsumeBool())
                rules.items.emplace_back(filter(fieldsOf));
            else
                rules.items.emplace_back(compound(fieldsOf));
        }
        return rules;
    }

    CompoundRule compound(const SchemaEvent& event)
    {
        CompoundRule rule{.name = "", .combineAnd = input_.ConsumeBool(), .filters = {}};
        for (int left = input_.ConsumeIntegralInRange(0, 4); left > 0; left--)
            rule.filters.push_back(filter(event));
        return rule;
    }

    FieldRule filter(const SchemaEvent& event)
    {
        // The fields at the end differ between the events of a series.
        const size_t last = event.fields.size() - 1;
        const size_t field = input_.ConsumeIntegralInRange(last > 4 ? last - 4 : 0, last);
        return {.field = std::string(event.fields[field].name),
                .condition = static_cast<Condition>(
                    input_.ConsumeIntegralInRange<int>(0, conditionCount - 1)),
                .value = phrase(input_),
                .name = input_.PickValueInArray({"", "n", "m"})};
    }

    FuzzedDataProvider& input_;
    std::vector<const SchemaEvent*> ids_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    FuzzedDataProvider input(data, size);
    Grower grower(input);
    Problems problems("fuzz");
    const std::vector<std::byte> blob = compileRules(grower.rules(), problems);
    const test::BothMatchers matchers(blob);
    for (int left = 4; left > 0; left--)
        matchers.compare(grower.event());
    return 0;
}
