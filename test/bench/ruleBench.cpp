// SPDX-License-Identifier: MIT
//
// What a decision costs: with the largest public configuration, and as the number of filters grows.
// The targets are printed beside the numbers.
#include "configuration.h"
#include "plainMatcher.h"
#include "ruleTrial.h"
#include "rules.h"
#include "sharedData.h"

#include <benchmark/benchmark.h>

#include <iostream>
#include <map>
#include <random>

namespace sysmon::test {
namespace {

/// The largest public configuration of the corpus, as a whole.
std::string largestConfiguration()
{
    return readFile(sharedData() /
                    "reference/conformance/configs/olaf_sysmonconfig_with_filedelete.xml.gz");
}

const Configuration& loadedConfiguration()
{
    static const Configuration loaded = loadConfiguration(largestConfiguration(), "largest");
    return loaded;
}

/// An event as this system has them, with texts of usual lengths, that no rule matches.
class PlainEvent : public EventFields {
public:
    explicit PlainEvent(TrialEvent event)
    {
        for (uint16_t i = 0; i < findEvent(event.id())->fields.size(); i++)
            texts_.emplace_back(event.text(i));
    }
    std::string_view text(uint16_t fieldIndex) override { return texts_[fieldIndex]; }

private:
    std::vector<std::string> texts_;
};

PlainEvent processCreate()
{
    return PlainEvent(TrialEvent(
        eventId::CreateProcess,
        {{"UtcTime", "2026-11-22 02:21:52.422"},
         {"ProcessGuid", "{a226840b-df55-ac81-673b-755abc6beccd}"},
         {"ProcessId", "90884"},
         {"Image", "/usr/lib/jvm/java-17-openjdk-amd64/bin/java"},
         {"CommandLine", "/usr/lib/jvm/java-17-openjdk-amd64/bin/java -Xmx512m -jar "
                         "/srv/app/lib/server.jar --port 8443 --workers 16"},
         {"CurrentDirectory", "/srv/app"},
         {"User", "app"},
         {"LogonId", "1000"},
         {"TerminalSessionId", "3"},
         {"IntegrityLevel", "no level"},
         {"Hashes", "SHA256=9C408CF29BEDD97294B5DB8C767D0BC508F6E9C973F5E6549CD53064C1E09F67"},
         {"ParentImage", "/usr/lib/systemd/systemd"},
         {"ParentCommandLine", "/usr/lib/systemd/systemd --switched-root --system"},
         {"ParentUser", "root"}}));
}

PlainEvent fileCreate()
{
    return PlainEvent(TrialEvent(
        eventId::FileCreate, {{"UtcTime", "2026-11-22 02:21:52.422"},
                              {"ProcessId", "90884"},
                              {"Image", "/usr/lib/jvm/java-17-openjdk-amd64/bin/java"},
                              {"TargetFilename", "/srv/app/data/2026/11/22/segment-000812.journal"},
                              {"CreationUtcTime", "2026-11-22 02:21:52.422"},
                              {"User", "app"}}));
}

void decideFast(benchmark::State& state, uint16_t eventId, PlainEvent event)
{
    const auto rules = RuleSet::fromBlob(loadedConfiguration().blob);
    if (rules->FilterEventRules(eventId, event).ruleName != "-")
        state.SkipWithError("a rule matches: this is about events that none does");
    for (auto _ : state)
        benchmark::DoNotOptimize(rules->FilterEventRules(eventId, event));
}

void decidePlain(benchmark::State& state, uint16_t eventId, PlainEvent event)
{
    const PlainMatcher rules(readBlob(loadedConfiguration().blob));
    for (auto _ : state)
        benchmark::DoNotOptimize(rules.decide(eventId, event));
}

/// From the file's bytes to rules that decide.
void loadConfigurationBytes(benchmark::State& state)
{
    const std::string bytes = largestConfiguration();
    for (auto _ : state) {
        const Configuration configuration = loadConfiguration(bytes, "largest");
        benchmark::DoNotOptimize(RuleSet::fromBlob(configuration.blob));
    }
}

/// A text of 6 to 15 characters that commands are made of; with thousands of them, every beginning
/// of two or three characters is a beginning of some.
std::string word(std::mt19937& random)
{
    constexpr std::string_view letters = "eeeaatinosrldcupm/-. ";
    std::string text;
    for (unsigned left = 6 + random() % 10; left > 0; left--)
        text += letters[random() % letters.size()];
    return text;
}

/// `count` filters of one kind on CommandLine, hardly any of which matches.
std::string manyFilters(const char* condition, int64_t count)
{
    std::mt19937 random(1);
    std::string rules = "<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">";
    for (int64_t i = 0; i < count; i++)
        rules += std::string("<CommandLine condition=\"") + condition + "\">" + word(random) +
                 "</CommandLine>";
    return configurationOf(rules + "</ProcessCreate></RuleGroup>");
}

void decideMany(benchmark::State& state, const char* condition)
{
    const auto rules =
        RuleSet::fromBlob(loadConfiguration(manyFilters(condition, state.range(0)), "many").blob);
    PlainEvent event = processCreate();
    for (auto _ : state)
        benchmark::DoNotOptimize(rules->FilterEventRules(eventId::CreateProcess, event));
}

void decideLongText(benchmark::State& state)
{
    const auto rules = RuleSet::fromBlob(loadedConfiguration().blob);
    std::string commandLine;
    while (commandLine.size() < static_cast<size_t>(state.range(0)))
        commandLine += "/srv/app/lib/server.jar --port 8443 ";
    PlainEvent event(TrialEvent(eventId::CreateProcess, {{"CommandLine", commandLine}}));
    for (auto _ : state)
        benchmark::DoNotOptimize(rules->FilterEventRules(eventId::CreateProcess, event));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void registerAll()
{
    using benchmark::RegisterBenchmark;
    RegisterBenchmark("load (at most 10 ms)", loadConfigurationBytes)
        ->Unit(benchmark::kMillisecond);
    RegisterBenchmark("ProcessCreate, no match (at most 1000 ns)", [](benchmark::State& state) {
        decideFast(state, eventId::CreateProcess, processCreate());
    });
    RegisterBenchmark("ProcessCreate, plain matcher", [](benchmark::State& state) {
        decidePlain(state, eventId::CreateProcess, processCreate());
    });
    RegisterBenchmark("FileCreate, no match (at most 500 ns)", [](benchmark::State& state) {
        decideFast(state, eventId::FileCreate, fileCreate());
    });
    RegisterBenchmark("FileCreate, plain matcher", [](benchmark::State& state) {
        decidePlain(state, eventId::FileCreate, fileCreate());
    });
    RegisterBenchmark("event without rules (at most 20 ns)", [](benchmark::State& state) {
        decideFast(state, eventId::EbpfEvent,
                   PlainEvent(TrialEvent(eventId::EbpfEvent, {{"Image", "/bin/a"}})));
    });
    for (const char* condition : {"contains", "is", "begin with", "end with"})
        RegisterBenchmark(("ProcessCreate, '" + std::string(condition) + "' filters").c_str(),
                          decideMany, condition)
            ->Arg(100)
            ->Arg(300)
            ->Arg(1000)
            ->Arg(3000)
            ->Arg(10000);
    RegisterBenchmark("ProcessCreate, bytes of CommandLine", decideLongText)
        ->RangeMultiplier(8)
        ->Range(16, 64 << 10);
}

/// Prints how many times as fast as the plain matcher the fast one was in this run.
class RatioReporter : public benchmark::ConsoleReporter {
public:
    RatioReporter() : ConsoleReporter(OO_None) {}

    void ReportRuns(const std::vector<Run>& runs) override
    {
        ConsoleReporter::ReportRuns(runs);
        for (const Run& run : runs)
            times_[run.benchmark_name()] = run.GetAdjustedCPUTime();
    }

    void Finalize() override
    {
        for (const auto& [name, time] : times_) {
            if (!name.ends_with("plain matcher")) continue;
            const std::string event = name.substr(0, name.find(','));
            for (const auto& [fastName, fastTime] : times_)
                if (fastName.starts_with(event + ", no match"))
                    std::cout << event << ": " << time / fastTime
                              << " times as fast as the plain matcher (at least 40)\n";
        }
    }

private:
    std::map<std::string, double> times_;
};

} // namespace
} // namespace sysmon::test

int main(int argc, char** argv)
{
    benchmark::Initialize(&argc, argv);
    if (!std::filesystem::exists(sysmon::test::sharedData() / "reference")) {
        std::cout << "no reference data at " << sysmon::test::sharedData() << '\n';
        return 0;
    }
    sysmon::test::registerAll();
    sysmon::test::RatioReporter reporter;
    benchmark::RunSpecifiedBenchmarks(&reporter);
    return 0;
}
