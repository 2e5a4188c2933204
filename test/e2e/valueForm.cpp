// SPDX-License-Identifier: MIT
#include "valueForm.h"

#include <charconv>
#include <chrono>

namespace sysmon::e2e {

namespace {

/// In a pattern 'd' stands for a decimal and 'x' for a lower-case hexadecimal digit.
bool matches(std::string_view text, std::string_view pattern)
{
    if (text.size() != pattern.size()) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool isDigit = text[i] >= '0' && text[i] <= '9';
        const bool isHex = isDigit || (text[i] >= 'a' && text[i] <= 'f');
        if (pattern[i] == 'd' ? !isDigit : pattern[i] == 'x' ? !isHex : text[i] != pattern[i])
            return false;
    }
    return true;
}

unsigned number(std::string_view text, size_t at, size_t length)
{
    unsigned value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
}

/// Both forms begin alike but for the character between date and time.
std::optional<uint64_t> parseSeconds(std::string_view text)
{
    using namespace std::chrono;
    const year_month_day date{year{static_cast<int>(number(text, 0, 4))}, month{number(text, 5, 2)},
                              day{number(text, 8, 2)}};
    const unsigned hour = number(text, 11, 2), minute = number(text, 14, 2),
                   second = number(text, 17, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return {};
    const auto days = sys_days{date}.time_since_epoch().count();
    return static_cast<uint64_t>(days) * 86400 + hour * 3600 + minute * 60 + second;
}

} // namespace

bool hasForm(const SchemaField& field, std::string_view value)
{
    if (field.name.ends_with("UtcTime")) return parseUtcTime(value).has_value();
    switch (field.type) {
    case FieldType::Guid:
        return matches(value, "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}");
    case FieldType::Boolean:
        return value == "true" || value == "false";
    case FieldType::UInt16:
        return parseDecimal(value, UINT16_MAX).has_value();
    case FieldType::UInt32:
        return parseDecimal(value, UINT32_MAX).has_value();
    case FieldType::HexInt64: // LogonId: decimal on Linux
        return parseDecimal(value).has_value();
    case FieldType::HexInt32: // GrantedAccess
        return value.size() > 2 && value.starts_with("0x");
    case FieldType::UnicodeString:
        return !value.empty();
    }
    return false;
}

std::optional<uint64_t> parseUtcTime(std::string_view text)
{
    if (!matches(text, "dddd-dd-dd dd:dd:dd.ddd")) return {};
    const auto seconds = parseSeconds(text);
    if (!seconds) return {};
    return *seconds * 1'000'000'000 + uint64_t{number(text, 20, 3)} * 1'000'000;
}

std::optional<uint64_t> parseSystemTime(std::string_view text)
{
    if (!matches(text, "dddd-dd-ddTdd:dd:dd.dddddddddZ")) return {};
    const auto seconds = parseSeconds(text);
    if (!seconds) return {};
    return *seconds * 1'000'000'000 + number(text, 20, 9);
}

std::optional<uint64_t> parseDecimal(std::string_view text, uint64_t largest)
{
    uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || value > largest) return {};
    if (text.size() > 1 && text[0] == '0') return {};
    return value;
}

} // namespace sysmon::e2e
