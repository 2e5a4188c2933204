// SPDX-License-Identifier: MIT
//
// A program of its own, because it counts every allocation.
#include "configuration.h"
#include "recordedEvent.h"
#include "ruleTrial.h"
#include "sharedData.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <sstream>

namespace {

std::atomic<size_t> allocations{0};

} // namespace

void* operator new(size_t size)
{
    allocations++;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, size_t) noexcept
{
    std::free(memory);
}

namespace sysmon::test {
namespace {

/// Allocations while all events are decided, once the thread is warm.
template <class Events>
size_t allocationsOf(const RuleSet& rules, Events& events)
{
    const auto decideAll = [&] {
        for (auto& [id, event] : events)
            rules.FilterEventRules(id, *event);
    };
    decideAll();
    const size_t before = allocations;
    decideAll();
    return allocations - before;
}

using Events = std::vector<std::pair<uint16_t, std::unique_ptr<EventFields>>>;

/// Answers from memory of its own, unlike TrialEvent, which keeps books.
class FixedEvent : public EventFields {
public:
    explicit FixedEvent(std::string text) : text_(std::move(text)) {}
    std::string_view text(uint16_t) override { return text_; }

private:
    std::string text_;
};

Events fixedEvents()
{
    Events events;
    for (const SchemaEvent& event : currentSchema().events)
        for (const char* text : {"", "/bin/a", "C:\\Users\\a b.exe", "caf\xc3\xa9", "\xff\xc0\xaf"})
            events.emplace_back(event.id, std::make_unique<FixedEvent>(text));
    events.emplace_back(1, std::make_unique<FixedEvent>(std::string(100'000, 'x') + "\xff"));
    return events;
}

TEST(Allocations, AreCounted)
{
    const size_t before = allocations;
    const auto some = std::make_unique<std::string>(1000, 'x');
    EXPECT_EQ(allocations - before, 2u);
}

TEST(Allocations, NonePerEventOnceWarm)
{
    const auto rules = RuleSet::fromBlob(
        loadConfiguration(
            configurationOf(
                "<RuleGroup groupRelation=\"or\" name=\"g\"><ProcessCreate onmatch=\"include\">"
                "<Rule groupRelation=\"and\"><Image condition=\"contains\">a</Image>"
                "<CommandLine condition=\"contains all\">b;i</CommandLine>"
                "<User condition=\"excludes\">z</User></Rule>"
                "<Image condition=\"less than\">0</Image><Image condition=\"image\">b.exe</Image>"
                "<User condition=\"not end with\">x</User></ProcessCreate>"
                "<FileCreate onmatch=\"exclude\"><Image condition=\"begin with\">/</Image>"
                "<TargetFilename condition=\"end "
                "with\">a</TargetFilename></FileCreate></RuleGroup>"),
            "trial")
            .blob);
    Events events = fixedEvents();
    EXPECT_EQ(allocationsOf(*rules, events), 0u);
}

TEST(Allocations, NoneWithPublicConfigurations)
{
    SKIP_WITHOUT_SHARED_DATA();
    const auto corpus = sharedData() / "reference/conformance";
    Events events = fixedEvents();
    std::istringstream lines(readFile(corpus / "events_real.xml"));
    for (std::string line; std::getline(lines, line);)
        if (auto event = RecordedEvent::parse(line))
            events.emplace_back(event->eventId(),
                                std::make_unique<RecordedEvent>(std::move(*event)));
    for (const char* name : {"olaf_sysmonconfig_with_filedelete.xml.gz", "mstic_main.xml",
                             "swift_sysmonconfig_export.xml.gz", "ref_exclude_all.xml"}) {
        const auto rules =
            RuleSet::fromBlob(loadConfiguration(readFile(corpus / "configs" / name), name).blob);
        EXPECT_EQ(allocationsOf(*rules, events), 0u) << name;
    }
}

} // namespace
} // namespace sysmon::test
