// SPDX-License-Identifier: MIT
#include "xmlPlainText.h"

#include "utf.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace sysmon {

namespace {

constexpr size_t longestReference = 12; // "&#x0010FFFF;"

/// Char of XML 1.0.
bool isXmlCharacter(uint32_t codePoint)
{
    if (codePoint < 0x20) return codePoint == '\t' || codePoint == '\n' || codePoint == '\r';
    return codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff) &&
           codePoint != 0xfffe && codePoint != 0xffff;
}

/// What `&name;` stands for; nothing if that is nothing.
std::optional<std::string> referredText(std::string_view name, Reading reading)
{
    constexpr std::pair<std::string_view, char> known[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    for (const auto& [entity, letter] : known)
        if (entity == name) return std::string(1, letter);
    if (!name.starts_with('#')) return std::nullopt;
    const bool hexadecimal = name.starts_with("#x");
    const char* const digits = name.data() + (hexadecimal ? 2 : 1);
    const char* const end = name.data() + name.size();
    uint32_t codePoint = 0;
    const auto [stop, error] = std::from_chars(digits, end, codePoint, hexadecimal ? 16 : 10);
    if (error != std::errc() || stop != end || codePoint > 0x10ffff) return std::nullopt;
    if (reading == Reading::Strict && !isXmlCharacter(codePoint)) return std::nullopt;
    std::u16string units;
    appendUtf16(units, codePoint);
    return toUtf8(units);
}

/// Throws unless all of `written` may stand between two tags. A line has no line ends.
void requireText(std::string_view written, std::string_view where)
{
    const auto refuse = [&](const char* what) {
        throw BrokenLine(std::string(what) + " in " + std::string(where));
    };
    if (written.find('<') != written.npos) refuse("an unexpected '<'");
    if (written.find("]]>") != written.npos) refuse("an unexpected ']]>'");
    while (!written.empty()) {
        const Utf8Character character = firstCharacter(written);
        if (!character.valid) refuse("a byte that is not UTF-8");
        const bool isTab = character.codePoint == '\t';
        if (!isXmlCharacter(character.codePoint) || (character.codePoint < 0x20 && !isTab))
            refuse("a character that XML does not allow");
        written.remove_prefix(character.size);
    }
}

} // namespace

std::string plainText(std::string_view written, std::string_view where, Reading reading)
{
    if (reading == Reading::Strict) requireText(written, where);
    std::string plain;
    while (!written.empty()) {
        const size_t start = std::min(written.find('&'), written.size());
        plain += written.substr(0, start);
        written.remove_prefix(start);
        if (written.empty()) break;
        const size_t end = written.substr(0, longestReference).find(';');
        const auto text =
            end == written.npos ? std::nullopt : referredText(written.substr(1, end - 1), reading);
        if (!text && reading == Reading::Strict)
            throw BrokenLine("an unknown reference in " + std::string(where));
        plain += text.value_or("&");
        written.remove_prefix(text ? end + 1 : 1);
    }
    return plain;
}

} // namespace sysmon
