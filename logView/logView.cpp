// SPDX-License-Identifier: MIT
#include "logView.h"

#include "printableText.h"

#include <chrono>
#include <ostream>
#include <thread>

namespace sysmon::view {

namespace {

constexpr std::string_view program = "sysmonLogView: ";
constexpr std::chrono::milliseconds betweenLooks{200};
constexpr size_t mostNamed = 10;

} // namespace

void ViewCounts::addEvent(bool shown)
{
    events_++;
    if (shown) shown_++;
}

void ViewCounts::addBroken(const std::string& source, uint64_t line, const std::string& reason)
{
    broken_++;
    if (firstBroken_.size() < mostNamed)
        firstBroken_.push_back(source + ":" + std::to_string(line) + ": " + reason);
}

void ViewCounts::write(const std::string& sources, std::ostream& messages) const
{
    if (events_ == 0 && !sources.empty()) messages << program << "no events in " << sources << '\n';
    if (events_ > 0 && shown_ == 0)
        messages << program << "no event matched the filter (" << events_ << " read)\n";
    if (broken_ == 0) return;
    messages << program << broken_ << (broken_ == 1 ? " broken event:\n" : " broken events:\n");
    for (const std::string& line : firstBroken_)
        messages << "  " << line << '\n';
    if (broken_ > firstBroken_.size())
        messages << "  and " << broken_ - firstBroken_.size() << " more\n";
}

LogView::LogView(const ViewOptions& options, const BlockStyle& style, int descriptor,
                 std::ostream& messages, bool (*shouldStop)())
    : options_(options), style_(style), output_(descriptor, options.latest), messages_(messages),
      shouldStop_(shouldStop)
{
}

bool LogView::run()
{
    open();
    for (Source& source : sources_) {
        readOn(source);
        const bool isOver = !options_.follow || !source.input->canGrow();
        if (isOver && !shouldStop_()) end(source); // else a line may be there in part
    }
    output_.endOfPresent();
    output_.flush();
    if (options_.follow) follow();
    counts_.write(sourceNames_, messages_);
    return allRead_;
}

void LogView::open()
{
    const auto add = [&](auto make) {
        try {
            sources_.push_back({make()});
            sourceNames_ += (sourceNames_.empty() ? "" : ", ") + sources_.back().input->name();
        } catch (const Error& error) {
            tell(error);
        }
    };
    for (const std::string& path : options_.files)
        add([&] { return std::make_unique<FileInput>(path); });
    if (options_.journal)
        add([&] { return std::make_unique<JournalInput>(options_.journalDirectory); });
}

template <typename Action>
bool LogView::attempt(Source& source, Action action)
{
    if (source.failed) return false;
    try {
        return action(*source.input, [&](const Line& line) { show(source.input->name(), line); });
    } catch (const Error& error) {
        tell(error);
        source.failed = true;
        return false;
    }
}

bool LogView::readOn(Source& source)
{
    bool any = false;
    const auto read = [](LogInput& input, const auto& take) { return input.read(take); };
    while (!shouldStop_() && attempt(source, read)) {
        any = true;
        output_.flush();
    }
    return any;
}

bool LogView::renew(Source& source)
{
    return attempt(source, [](LogInput& input, const auto& take) { return input.renew(take); });
}

void LogView::end(Source& source)
{
    source.input->end([&](const Line& line) { show(source.input->name(), line); });
}

void LogView::follow()
{
    const auto isOver = [](const Source& s) { return s.failed || !s.input->canGrow(); };
    while (!shouldStop_()) {
        std::erase_if(sources_, isOver);
        if (sources_.empty()) return;
        bool any = false;
        for (Source& source : sources_)
            any |= readOn(source) || renew(source);
        if (!any) std::this_thread::sleep_for(betweenLooks);
    }
}

void LogView::show(const std::string& sourceName, const Line& line)
{
    try {
        if (line.tooLong)
            throw BrokenLine("longer than " + std::to_string(mostLineBytes) + " bytes");
        const std::optional<DecodedEvent> event = decodeEvent(line.text, Reading::Strict);
        if (!event) return;
        const bool fits = options_.filter.fits(*event);
        counts_.addEvent(fits);
        if (fits) output_.add(blockOf(*event, style_));
    } catch (const BrokenLine& broken) {
        counts_.addBroken(sourceName, line.number, printable(broken.what()));
    }
}

void LogView::tell(const Error& error)
{
    messages_ << program << error.what() << '\n';
    allRead_ = false;
}

} // namespace sysmon::view
