// SPDX-License-Identifier: MIT
//
// The whole corpus: every blob, every refusal, every decision and rule name.
#include "configuration.h"
#include "corpus.h"
#include "explanations.h"
#include "plainMatcher.h"
#include "schema.h"
#include "sharedData.h"

#include <gtest/gtest.h>

#include <cstring>
#include <iostream>
#include <map>
#include <optional>

namespace sysmon::test {
namespace {

constexpr size_t afterBinaryVersion = 4;

std::string_view bytesOf(const Configuration& configuration)
{
    return {reinterpret_cast<const char*>(configuration.blob.data()), configuration.blob.size()};
}

std::string_view comparable(std::string_view blob)
{
    return blob.substr(std::min(blob.size(), afterBinaryVersion));
}

/// The reference's blob as if this program had written it.
CompiledRules readReferenceBlob(std::string blob)
{
    const uint32_t version = currentSchema().binaryVersion;
    if (!blob.empty()) std::memcpy(blob.data(), &version, sizeof(version));
    return readBlob(std::as_bytes(std::span(blob)));
}

struct Loaded {
    std::optional<Configuration> configuration;
    std::string reason; ///< why it was refused
};

Loaded load(const CorpusConfiguration& configuration)
{
    try {
        return {loadConfiguration(configuration.bytes, configuration.name), ""};
    } catch (const ConfigurationError& error) {
        return {std::nullopt, error.what()};
    }
}

/// How often each rule explained a difference.
using Explained = std::map<std::string, size_t>;

void print(const Explained& explained)
{
    for (const auto& [reason, count] : explained)
        std::cout << "  differs on purpose, " << count << " times: " << reason << "\n";
}

void checkAccepted(const CorpusConfiguration& configuration, const Loaded& ours,
                   Explained& explained)
{
    if (!ours.configuration) {
        const std::string why = whyRefused(configuration, ours.reason);
        EXPECT_NE(why, "") << configuration.name << " was refused: " << ours.reason;
        explained["refused: " + why]++;
    } else if (comparable(bytesOf(*ours.configuration)) != comparable(configuration.blob)) {
        const std::string why = whyBlobDiffers(configuration);
        EXPECT_NE(why, "") << configuration.name << " compiles to another blob";
        explained["blob: " + why]++;
    }
}

void checkRefused(const CorpusConfiguration& configuration, const Loaded& ours,
                  Explained& explained)
{
    if (!ours.configuration) {
        EXPECT_TRUE(ours.reason.starts_with(configuration.name + ":")) << ours.reason;
        return;
    }
    const std::string why = whyAccepted(configuration);
    EXPECT_NE(why, "") << configuration.name << " was accepted; the reference says "
                       << configuration.message;
    explained["accepted: " + why]++;
}

TEST(Conformance, ConfigurationsAreAcceptedRefusedAndCompiledAlike)
{
    SKIP_WITHOUT_SHARED_DATA();
    const std::vector<CorpusConfiguration> configurations = corpusConfigurations();
    ASSERT_GT(configurations.size(), 400u);
    Explained explained;
    for (const CorpusConfiguration& configuration : configurations) {
        const Loaded ours = load(configuration);
        if (configuration.accepted)
            checkAccepted(configuration, ours, explained);
        else
            checkRefused(configuration, ours, explained);
    }
    print(explained);
}

/// One configuration in every form that decisions are compared in.
struct Contenders {
    PlainMatcher reference;          ///< the model with the reference's quirks
    std::vector<PlainMatcher> quirk; ///< with one quirk less each
    PlainMatcher withoutQuirks;
    std::shared_ptr<const RuleSet> ours;
    bool sameBlob;
};

constexpr const char* quirkNames[] = {"image splits at '/', too", "empty items are ignored",
                                      "no name from a group that failed"};

Contenders contendersOf(const CorpusConfiguration& configuration, const Configuration& ours)
{
    const CompiledRules rules = readReferenceBlob(configuration.blob);
    Contenders contenders{.reference = PlainMatcher(rules, referenceQuirks),
                          .quirk = {},
                          .withoutQuirks = PlainMatcher(rules),
                          .ours = RuleSet::fromBlob(ours.blob),
                          .sameBlob = comparable(bytesOf(ours)) == comparable(configuration.blob)};
    for (Quirks quirks :
         {Quirks{false, true, true}, Quirks{true, false, true}, Quirks{true, true, false}})
        contenders.quirk.emplace_back(rules, quirks);
    return contenders;
}

void compare(const CorpusDecision& expected, RecordedEvent& event, const Contenders& contenders,
             Explained& explained)
{
    const PlainDecision recorded{expected.included, expected.ruleName};
    // The model with all the quirks is the reference, to the letter…
    ASSERT_EQ(contenders.reference.decide(event.eventId(), event), recorded)
        << expected.configuration << ", line " << expected.event + 1;
    if (!contenders.sameBlob) return;
    // …so a decision of ours may differ only where one of the quirks makes the difference.
    const Decision ours = contenders.ours->FilterEventRules(event.eventId(), event);
    const PlainDecision decided{ours.included, std::string(ours.ruleName)};
    if (decided == recorded) return;
    ASSERT_EQ(decided, contenders.withoutQuirks.decide(event.eventId(), event))
        << expected.configuration << ", line " << expected.event + 1;
    bool reasonFound = false;
    for (size_t i = 0; i < contenders.quirk.size(); i++) {
        if (contenders.quirk[i].decide(event.eventId(), event) == recorded) continue;
        explained[quirkNames[i]]++;
        reasonFound = true;
    }
    EXPECT_TRUE(reasonFound) << expected.configuration << ", line " << expected.event + 1
                             << ": expected " << recorded.ruleName << ", got " << ours.ruleName;
}

class Decisions : public testing::TestWithParam<const char*> {};

TEST_P(Decisions, AreTheReferences)
{
    SKIP_WITHOUT_SHARED_DATA();
    std::map<std::string, Contenders> contenders;
    for (const CorpusConfiguration& configuration : corpusConfigurations()) {
        if (!configuration.accepted) continue;
        if (const Loaded ours = load(configuration); ours.configuration)
            contenders.emplace(configuration.name,
                               contendersOf(configuration, *ours.configuration));
    }
    CorpusEvents corpus = corpusEvents(GetParam());
    Explained explained;
    size_t compared = 0;
    for (const CorpusDecision& decision : corpus.decisions) {
        const auto found = contenders.find(decision.configuration);
        if (!decision.defined || found == contenders.end()) continue;
        compare(decision, corpus.events.at(decision.event), found->second, explained);
        if (HasFatalFailure()) return;
        compared++;
    }
    EXPECT_GT(compared, 1000u);
    std::cout << "  " << compared << " decisions\n";
    print(explained);
}

INSTANTIATE_TEST_SUITE_P(Corpus, Decisions, testing::Values("", "_real", "_invalid_utf8"));

/// What the recorded decisions leave out: bytes for which the reference has no defined answer, and
/// configurations that only we accept.
TEST(Conformance, FastAndPlainMatcherAgreeWhereNothingIsRecorded)
{
    SKIP_WITHOUT_SHARED_DATA();
    std::vector<RecordedEvent> invalid = corpusEvents("_invalid_utf8").events;
    std::vector<RecordedEvent> events = corpusEvents("_real").events;
    for (const CorpusConfiguration& configuration : corpusConfigurations()) {
        const Loaded ours = load(configuration);
        if (!ours.configuration) continue;
        const auto fast = RuleSet::fromBlob(ours.configuration->blob);
        const PlainMatcher plain(readBlob(ours.configuration->blob));
        for (RecordedEvent& event : configuration.accepted ? invalid : events) {
            const Decision decision = fast->FilterEventRules(event.eventId(), event);
            ASSERT_EQ((PlainDecision{decision.included, std::string(decision.ruleName)}),
                      plain.decide(event.eventId(), event))
                << configuration.name;
        }
    }
}

} // namespace
} // namespace sysmon::test
