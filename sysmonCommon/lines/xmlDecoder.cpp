// SPDX-License-Identifier: MIT
#include "utf.h"
#include "xmlLine.h"
#include "xmlPlainText.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace sysmon {

namespace {

/// <Name attribute="…">text</Name> or <Name attribute="…"/>, as written.
struct Element {
    std::string_view name;
    std::vector<std::pair<std::string_view, std::string_view>> attributes;
    std::string_view text;

    std::string_view attribute(std::string_view wanted) const
    {
        for (const auto& [attributeName, value] : attributes)
            if (attributeName == wanted) return value;
        return {};
    }
};

std::string_view takeName(std::string_view& rest)
{
    const auto isLetter = [](char c) { return foldAscii(c) >= 'a' && foldAscii(c) <= 'z'; };
    const std::string_view name =
        rest.substr(0, std::ranges::find_if_not(rest, isLetter) - rest.begin());
    rest.remove_prefix(name.size());
    return name;
}

/// Up to `end`, which is skipped. Without one all is taken: no text is searched again and again.
std::optional<std::string_view> takeUntil(std::string_view& rest, std::string_view end)
{
    const size_t size = rest.find(end);
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size == rest.npos ? rest.size() : size + end.size());
    return size == rest.npos ? std::nullopt : std::optional(taken);
}

/// The element that `rest` begins with; else nothing, and what was looked at is taken.
std::optional<Element> takeElement(std::string_view& rest)
{
    if (!rest.starts_with('<')) return std::nullopt;
    rest.remove_prefix(1);
    Element element{.name = takeName(rest), .attributes = {}, .text = {}};
    if (element.name.empty()) return std::nullopt;
    while (rest.starts_with(' ')) {
        rest.remove_prefix(1);
        const std::string_view name = takeName(rest);
        if (name.empty() || !rest.starts_with("=\"")) return std::nullopt;
        rest.remove_prefix(2);
        const auto value = takeUntil(rest, "\"");
        if (!value) return std::nullopt;
        element.attributes.emplace_back(name, *value);
    }
    if (rest.starts_with("/>")) {
        rest.remove_prefix(2);
        return element;
    }
    if (!rest.starts_with('>')) return std::nullopt;
    rest.remove_prefix(1);
    const auto text = takeUntil(rest, "</" + std::string(element.name) + ">");
    if (!text) return std::nullopt;
    element.text = *text;
    return element;
}

template <typename Take>
void forEachElement(std::string_view content, Reading reading, Take take)
{
    while (!content.empty()) {
        if (const auto element = takeElement(content))
            take(*element);
        else if (reading == Reading::Strict)
            throw BrokenLine("something that is no whole element");
        else
            content.remove_prefix(std::min(content.find('<'), content.size()));
    }
}

struct Contents {
    std::string_view system;
    std::string_view data;
};

Contents strictContents(std::string_view text)
{
    constexpr std::string_view begin = "<Event><System>";
    constexpr std::string_view join = "</System><EventData>";
    constexpr std::string_view end = "</EventData></Event>";
    const size_t at = text.find(join);
    if (!text.starts_with(begin) || at == text.npos || !text.ends_with(end) ||
        at + join.size() + end.size() > text.size())
        throw BrokenLine("it is not made of System and EventData");
    const size_t data = at + join.size();
    return {.system = text.substr(begin.size(), at - begin.size()),
            .data = text.substr(data, text.size() - end.size() - data)};
}

/// What stands behind `begin`; up to `end` if that is there.
std::string_view behind(std::string_view text, std::string_view begin, std::string_view end)
{
    const size_t at = text.find(begin);
    if (at == text.npos) return {};
    text.remove_prefix(at + begin.size());
    return text.substr(0, text.find(end));
}

Contents contentsOf(std::string_view text, Reading reading)
{
    if (reading == Reading::Strict) return strictContents(text);
    return {.system = behind(text, "<System>", "</System>"),
            .data = behind(text, "<EventData>", "</EventData></Event>")};
}

uint32_t numberOf(const std::string& text)
{
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        throw BrokenLine("its EventID is no number");
    return number;
}

void readSystem(std::string_view system, Reading reading, DecodedEvent& event)
{
    bool hasId = false;
    forEachElement(system, reading, [&](const Element& element) {
        const auto plain = [&](std::string_view written) {
            return plainText(written, element.name, reading);
        };
        const std::string text = plain(element.text);
        if (element.name == "EventID") event.id = numberOf(text), hasId = true;
        if (element.name == "EventRecordID") event.recordId = text;
        if (element.name == "Computer") event.computer = text;
        if (element.name == "TimeCreated")
            event.systemTime = plain(element.attribute("SystemTime"));
        if (element.name == "Security") event.userId = plain(element.attribute("UserId"));
        if (element.name != "Execution") return;
        event.processId = plain(element.attribute("ProcessID"));
        event.threadId = plain(element.attribute("ThreadID"));
    });
    if (!hasId) throw BrokenLine("it has no EventID");
}

void readEventData(std::string_view data, Reading reading, DecodedEvent& event)
{
    forEachElement(data, reading, [&](const Element& element) {
        std::string name = plainText(element.attribute("Name"), "the name of a field", reading);
        std::string value = plainText(element.text, name, reading);
        event.fields.push_back({std::move(name), std::move(value)});
    });
}

} // namespace

DecodedEvent decodeXml(std::string_view text, Reading reading)
{
    const Contents contents = contentsOf(text, reading);
    DecodedEvent event;
    readSystem(contents.system, reading, event);
    readEventData(contents.data, reading, event);
    return event;
}

} // namespace sysmon
