// SPDX-License-Identifier: MIT
#include "options.h"

#include "ruleBuilder.h"
#include "utf.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sysmon {

namespace {

using MaybeReason = std::optional<std::string>;

constexpr std::array<std::string_view, 5> hashNames = {"MD5", "SHA1", "SHA256", "IMPHASH", "*"};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const size_t start = text.find_first_not_of(blanks);
    if (start == text.npos) return {};
    return text.substr(start, text.find_last_not_of(blanks) + 1 - start);
}

MaybeReason checkHashes(std::string_view value)
{
    for (std::string_view name : splitTrimmed(value, ',')) {
        const auto known = [&](std::string_view hash) { return equalsFolded(hash, name); };
        if (std::ranges::none_of(hashNames, known))
            return "unknown hash algorithm \"" + std::string(name) +
                   "\"; expected MD5, SHA1, SHA256, IMPHASH or *, separated by ','";
    }
    return std::nullopt;
}

/// The schema's spelling of a field's name; empty for an unknown one.
std::string_view knownField(std::string_view name)
{
    for (const SchemaEvent& event : currentSchema().events)
        for (const SchemaField& field : event.fields)
            if (equalsFolded(field.name, name)) return field.name;
    return {};
}

MaybeReason addFieldLimit(Configuration& configuration, std::string_view entry)
{
    const size_t colon = entry.find(':');
    if (colon == entry.npos)
        return "\"" + std::string(entry) + "\" is not of the form Field:Characters";
    const std::string_view name = trimmed(entry.substr(0, colon));
    const std::string_view size = trimmed(entry.substr(colon + 1));
    const std::string_view field = knownField(name);
    if (field.empty()) return "unknown field \"" + std::string(name) + "\"";
    uint32_t characters = 0;
    const auto [end, error] = std::from_chars(size.begin(), size.end(), characters);
    if (error != std::errc() || end != size.end() || characters == 0)
        return "the size \"" + std::string(size) + "\" of " + std::string(field) +
               " is not a whole number above 0";
    configuration.fieldLimits[std::string(field)] = characters;
    return std::nullopt;
}

MaybeReason setFieldSizes(Configuration& configuration, std::string_view value)
{
    configuration.fieldLimits.clear();
    for (std::string_view entry : splitTrimmed(value, ','))
        if (MaybeReason reason = addFieldLimit(configuration, entry)) return reason;
    configuration.fieldSizes = value;
    return std::nullopt;
}

MaybeReason setDnsLookup(Configuration& configuration, std::string_view value)
{
    configuration.dnsLookup = equalsFolded(value, "true");
    if (configuration.dnsLookup || equalsFolded(value, "false")) return std::nullopt;
    return "\"" + std::string(value) + "\" is neither True nor False";
}

} // namespace

bool hasEffect(std::string_view option)
{
    return option == "HashAlgorithms" || option == "FieldSizes" || option == "DnsLookup" ||
           option == "ProcessAccessConfig";
}

std::optional<std::string> setOption(Configuration& configuration, std::string_view option,
                                     std::string_view value)
{
    value = trimmed(value);
    if (option == "ArchiveDirectory") configuration.archiveDirectory = value;
    if (value.empty()) return std::nullopt;
    if (option == "HashAlgorithms") {
        configuration.hashAlgorithms = value;
        return checkHashes(value);
    }
    if (option == "FieldSizes") return setFieldSizes(configuration, value);
    if (option == "DnsLookup") return setDnsLookup(configuration, value);
    return std::nullopt;
}

std::vector<std::string_view> splitTrimmed(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (true) {
        const size_t end = std::min(text.find(separator), text.size());
        if (const std::string_view part = trimmed(text.substr(0, end)); !part.empty())
            parts.push_back(part);
        if (end == text.size()) return parts;
        text.remove_prefix(end + 1);
    }
}

} // namespace sysmon
