// SPDX-License-Identifier: MIT
#include "configuration.h"
#include "configurationTools.h"
#include "recordedEvent.h"
#include "schema.h"

#include <istream>
#include <map>
#include <ostream>

namespace sysmon {

namespace {

std::string escaped(std::string_view name)
{
    std::string text;
    for (const char letter : name) {
        switch (letter) {
        case '\t':
            text += "\\t";
            break;
        case '\n':
            text += "\\n";
            break;
        case '\r':
            text += "\\r";
            break;
        case '\\':
            text += "\\\\";
            break;
        default:
            text += letter;
        }
    }
    return text;
}

class Summary {
public:
    void add(uint16_t eventId, bool included, const std::string& ruleName)
    {
        counts_[{eventId, !included, ruleName}]++;
    }

    void addUnreadable() { unreadable_++; }

    void write(std::ostream& out) const
    {
        for (const auto& [what, count] : counts_) {
            const auto& [eventId, excluded, ruleName] = what;
            out << findEvent(eventId)->description << " (" << eventId << ")\t"
                << (excluded ? "exclude" : "include") << '\t' << ruleName << '\t' << count << '\n';
        }
        if (unreadable_ > 0) out << "lines without an event\t\t\t" << unreadable_ << '\n';
    }

private:
    /// By event id, excluded, rule name.
    std::map<std::tuple<uint16_t, bool, std::string>, uint64_t> counts_;
    uint64_t unreadable_ = 0;
};

} // namespace

void replayEvents(const std::string& file, std::istream& events, std::ostream& out,
                  std::ostream& summaryStream)
{
    const Configuration configuration = loadConfigurationFile(file);
    for (const std::string& note : configuration.notes)
        summaryStream << note << '\n';
    const auto rules = RuleSet::fromBlob(configuration.blob);
    Summary summary;
    std::string line;
    for (uint64_t number = 1; std::getline(events, line); number++) {
        std::optional<RecordedEvent> event = RecordedEvent::parse(line);
        if (!event) {
            summary.addUnreadable();
            continue;
        }
        const Decision decision = rules->FilterEventRules(event->eventId(), *event);
        const std::string name = escaped(decision.ruleName);
        out << number << '\t' << (decision.included ? "include" : "exclude") << '\t' << name
            << '\n';
        summary.add(event->eventId(), decision.included, name);
    }
    if (events.bad()) throw EnvironmentError("cannot read all of the events");
    summary.write(summaryStream);
}

} // namespace sysmon
