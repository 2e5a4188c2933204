// SPDX-License-Identifier: MIT
#include "corpus.h"

#include "sharedData.h"

#include <algorithm>
#include <stdexcept>

namespace sysmon::test {

namespace {

using std::filesystem::path;

path corpus()
{
    return sharedData() / "reference/conformance";
}

std::vector<std::string> split(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    size_t start = 0;
    for (size_t end; (end = text.find(separator, start)) != text.npos; start = end + 1)
        parts.push_back(text.substr(start, end - start));
    if (start < text.size()) parts.push_back(text.substr(start));
    return parts;
}

/// The rows of a tab-separated file.
std::vector<std::vector<std::string>> table(const std::string& name)
{
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : split(readFile(corpus() / name), '\n'))
        rows.push_back(split(line, '\t'));
    return rows;
}

std::string unescaped(const std::string& text)
{
    std::string plain;
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            plain += text[i];
            continue;
        }
        const char letter = text[++i];
        plain += letter == 't' ? '\t' : letter == 'n' ? '\n' : letter == 'r' ? '\r' : letter;
    }
    return plain;
}

} // namespace

std::vector<CorpusConfiguration> corpusConfigurations()
{
    std::map<std::string, CorpusConfiguration> byName;
    for (const auto& entry : std::filesystem::directory_iterator(corpus() / "configs")) {
        const std::string file = entry.path().filename();
        if (const size_t end = file.find(".bin"); end != file.npos) {
            auto& configuration = byName[file.substr(0, end)];
            configuration.accepted = true;
            configuration.blob = readFile(entry.path());
        } else {
            byName[file.substr(0, file.find(".xml"))].bytes = readFile(entry.path());
        }
    }
    for (const auto& row : table("rejected.tsv")) {
        byName.at(row.at(0)).status = std::stoi(row.at(1));
        byName.at(row.at(0)).message = row.at(2);
    }
    for (const auto& row : table("accepted_with_messages.tsv"))
        byName.at(row.at(0)).message = row.at(1);
    std::vector<CorpusConfiguration> all;
    for (auto& [name, configuration] : byName) {
        configuration.name = name;
        all.push_back(std::move(configuration));
    }
    return all;
}

CorpusEvents corpusEvents(const std::string& suffix)
{
    CorpusEvents corpusEvents;
    for (const std::string& line : split(readFile(corpus() / ("events" + suffix + ".xml")), '\n')) {
        auto event = RecordedEvent::parse(line);
        if (!event) throw std::runtime_error("not an event: " + line);
        corpusEvents.events.push_back(std::move(*event));
    }
    for (const auto& row : table("decisions" + suffix + ".tsv.gz"))
        corpusEvents.decisions.push_back({.configuration = row.at(0),
                                          .event = std::stoul(row.at(1)) - 1,
                                          .included = row.at(2) == "include",
                                          .ruleName = unescaped(row.at(3)),
                                          .defined = row.at(4) != "U"});
    return corpusEvents;
}

} // namespace sysmon::test
