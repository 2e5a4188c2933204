// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <algorithm>

namespace sysmon::e2e {

namespace {

/// What tells events of one kind and process apart.
constexpr const char* telling[] = {"TargetFilename", "Initiated", "SourcePort", "DestinationPort"};

/// Whether the two may be the same event, some fields apart.
bool areAlike(const ExpectedEvent& expected, const LoggedEvent& logged)
{
    if (expected.id != logged.id || expected["ProcessId"] != logged["ProcessId"]) return false;
    return std::ranges::all_of(telling, [&](const char* name) {
        return expected[name].empty() || expected[name] == logged[name];
    });
}

std::string reportPair(const ExpectedEvent& expected, const LoggedEvent& logged)
{
    const std::vector<std::string> found = differences(expected, logged);
    if (found.empty()) return {};
    std::string text = "differs:    " + logged.summary() + "\n";
    for (const std::string& line : found)
        text += "    " + line + "\n";
    return text;
}

/// The longest common subsequence of alike events: what is in neither half of it is missing or was
/// not expected, instead of all the rest being called wrong.
class Alignment {
public:
    Alignment(const std::vector<ExpectedEvent>& expected, const std::vector<LoggedEvent>& logged)
        : expected_(expected), logged_(logged), lengths_(expected.size() + 1)
    {
        for (auto& row : lengths_)
            row.resize(logged.size() + 1);
        for (size_t i = expected.size(); i-- > 0;)
            for (size_t j = logged.size(); j-- > 0;)
                lengths_[i][j] = areAlike(expected[i], logged[j])
                                     ? lengths_[i + 1][j + 1] + 1
                                     : std::max(lengths_[i + 1][j], lengths_[i][j + 1]);
    }

    std::string report() const
    {
        std::string text;
        size_t i = 0, j = 0;
        while (i < expected_.size() || j < logged_.size()) {
            if (i < expected_.size() && j < logged_.size() && areAlike(expected_[i], logged_[j]))
                text += reportPair(expected_[i++], logged_[j++]);
            else if (j == logged_.size() ||
                     (i < expected_.size() && lengths_[i + 1][j] >= lengths_[i][j + 1]))
                text += "missing:    " + expected_[i++].summary() + "\n";
            else
                text += "unexpected: " + logged_[j++].summary() + "\n";
        }
        return text;
    }

private:
    const std::vector<ExpectedEvent>& expected_;
    const std::vector<LoggedEvent>& logged_;
    std::vector<std::vector<uint32_t>> lengths_;
};

} // namespace

std::string compareEvents(const std::vector<ExpectedEvent>& expected,
                          const std::vector<LoggedEvent>& logged)
{
    // The usual case: an alignment of thousands of events takes long.
    if (std::ranges::equal(expected, logged, areAlike)) {
        std::string text;
        for (size_t i = 0; i < expected.size(); ++i)
            text += reportPair(expected[i], logged[i]);
        return text;
    }
    return Alignment(expected, logged).report();
}

} // namespace sysmon::e2e
