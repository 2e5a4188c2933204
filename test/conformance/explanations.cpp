// SPDX-License-Identifier: MIT
#include "explanations.h"

#include <algorithm>
#include <array>
#include <regex>

namespace sysmon::test {

namespace {

bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != text.npos;
}

/// Two bytes per character, the high one first, or four: encodings that the reference cannot read.
bool isWideOrBigEndian(const std::string& bytes)
{
    if (bytes.size() < 4) return false;
    return bytes.starts_with("\xfe\xff") || bytes[0] == 0 || (bytes[1] == 0 && bytes[2] == 0) ||
           (bytes[2] == 0 && bytes[3] == 0);
}

bool hasElementNewerThanReference(const std::string& bytes)
{
    constexpr std::array names = {"<FileBlockExecutable", "<FileBlockShredding",
                                  "<FileExecutableDetected", "<eBPFEvent"};
    return std::ranges::any_of(names, [&](const char* name) { return contains(bytes, name); });
}

bool hasEmptyRule(const std::string& bytes)
{
    return contains(bytes, "<Rule/>") || contains(bytes, "></Rule>");
}

size_t longestDeclaration(const std::string& bytes)
{
    return bytes.starts_with("<?xml") ? bytes.find("?>") : 0;
}

/// The longest attribute `name`, in bytes.
size_t longestName(const std::string& bytes)
{
    static const std::regex name(" name=\"([^\"]*)\"");
    size_t longest = 0;
    for (std::sregex_iterator match(bytes.begin(), bytes.end(), name), end; match != end; ++match)
        longest = std::max<size_t>(longest, (*match)[1].length());
    return longest;
}

} // namespace

std::string whyAccepted(const CorpusConfiguration& configuration)
{
    const std::string& bytes = configuration.bytes;
    if (configuration.status < 0 && hasEmptyRule(bytes)) return "empty <Rule> crashes it";
    if (configuration.status < 0 && bytes.size() > 4u << 20) return "a huge value crashes it";
    if (contains(configuration.message, "UNDEFINED")) return "its memory is corrupted";
    if (isWideOrBigEndian(bytes)) return "it cannot read the encoding";
    if (longestDeclaration(bytes) > 2048) return "it cannot read a long declaration";
    if (contains(configuration.message, "Too much white space"))
        return "it takes EBCDIC for blanks";
    if (hasElementNewerThanReference(bytes)) return "it does not know the element";
    return "";
}

std::string whyRefused(const CorpusConfiguration& configuration, const std::string& reason)
{
    struct Rule {
        const char* ours;
        const char* theirs; ///< what the reference reported while it dropped the node
    };
    static constexpr Rule rules[] = {
        {"unknown condition", "Unknown condition"},
        {"its name has more than 255 characters", "Rule name is larger than 255 characters"},
        {"onmatch is missing", "specifiy the onmatch"},
        {"has both onmatch and default", "Can't specify onmatch and default"},
        {"no event of it has all the fields", "Incorrect field"},
        {"schemaversion \"", ""}, // read as a C number, without a word
    };
    for (const Rule& rule : rules)
        if (contains(reason, rule.ours) && contains(configuration.message, rule.theirs))
            return rule.ours;
    return "";
}

std::string whyBlobDiffers(const CorpusConfiguration& configuration)
{
    if (longestName(configuration.bytes) > 255) return "it drops names over 255 bytes";
    return "";
}

} // namespace sysmon::test
