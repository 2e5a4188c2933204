// SPDX-License-Identifier: MIT
//
// What -validate says of rules.
#pragma once

#include "configurationTools.h"
#include "ruleTrial.h"
#include "schemaFields.h"
#include "temporaryFolder.h"

#include <array>
#include <cstdint>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace sysmon::test {

/// A file that lives as long as the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& content = "")
        : path_(folder_.file("config.xml", content))
    {
    }

    std::string path() const { return path_; }

private:
    TemporaryFolder folder_;
    std::string path_;
};

struct Validation {
    bool good;
    std::string out;
    std::string errors;
};

/// A system that produces more than this one does today.
inline constexpr std::array<uint16_t, 8> produced = {
    eventId::CreateProcess, eventId::NetworkConnect, eventId::ProcessTerminate,
    eventId::RawaccessRead, eventId::AccessProcess,  eventId::FileCreate,
    eventId::FileDelete,    eventId::EbpfEvent};

inline Validation validate(const std::string& rules)
{
    const TemporaryFile file(configurationOf(rules));
    const std::string path = file.path();
    std::ostringstream out;
    std::ostringstream errors;
    const bool good = validateConfigurations(std::span(&path, 1), out, errors, produced);
    std::string text = out.str();
    for (size_t at; (at = text.find(path)) != text.npos;)
        text.replace(at, path.size(), "FILE");
    return {good, text, errors.str()};
}

/// The warnings about rules inside <ProcessCreate onmatch="include"> of an OR group, each rule on a
/// line of its own from line 4 on.
inline std::string warningsAbout(const std::vector<std::string>& rules)
{
    std::string text = "<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">\n";
    for (const std::string& rule : rules)
        text += rule + "\n";
    const std::string out = validate(text + "</ProcessCreate></RuleGroup>").out;
    const size_t first = out.find("FILE:", 1);
    return first == out.npos ? "" : out.substr(first);
}

} // namespace sysmon::test
