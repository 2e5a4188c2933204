// SPDX-License-Identifier: MIT
#include "timeRange.h"

#include "error.h"
#include "printableText.h"
#include "timeText.h"

#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace sysmon::view {

namespace {

constexpr std::string_view fullForm = "dddd-dd-dd dd:dd:dd.ddd";
constexpr std::string_view dateForm = fullForm.substr(0, 10);
constexpr size_t toMinute = 16;
constexpr size_t toSecond = 19;

std::string textOf(uint64_t utcNs)
{
    std::array<char, utcTimeSize> buffer;
    return std::string(utcTimeText(utcNs, buffer));
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Whether `text` has the beginning of the full form.
bool hasForm(std::string_view text)
{
    for (size_t i = 0; i < text.size(); ++i)
        if (fullForm[i] == 'd' ? !isDigit(text[i]) : text[i] != fullForm[i]) return false;
    return true;
}

unsigned numberAt(std::string_view text, size_t at, size_t size)
{
    unsigned number = 0;
    if (at < text.size()) std::from_chars(text.data() + at, text.data() + at + size, number);
    return number;
}

bool isPossible(std::string_view text)
{
    using namespace std::chrono;
    const year_month_day date{year{static_cast<int>(numberAt(text, 0, 4))},
                              month{numberAt(text, 5, 2)}, day{numberAt(text, 8, 2)}};
    return date.ok() && numberAt(text, 11, 2) < 24 && numberAt(text, 14, 2) < 60 &&
           numberAt(text, 17, 2) < 61;
}

/// "2026-11-22 10:15" and its like; nothing if `text` is none of them.
std::optional<std::string> pointInTime(std::string text)
{
    if (text.size() > dateForm.size() && text[dateForm.size()] == 'T') text[dateForm.size()] = ' ';
    const bool whole = text.size() == dateForm.size() || text.size() == toMinute ||
                       text.size() == toSecond || text.size() == fullForm.size();
    if (!whole || !hasForm(text) || !isPossible(text)) return std::nullopt;
    return text;
}

/// "15m" before now.
std::optional<std::string> timeAgo(std::string_view text, uint64_t nowNs)
{
    constexpr std::pair<char, uint64_t> units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}};
    uint64_t count = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    const uint64_t nowSeconds = nowNs / 1'000'000'000;
    if (error != std::errc() || stop != end - 1) return std::nullopt;
    for (const auto& [letter, seconds] : units)
        if (*stop == letter && count <= nowSeconds / seconds)
            return textOf(nowNs - count * seconds * 1'000'000'000);
    return std::nullopt;
}

std::string timeOf(std::string_view text, uint64_t nowNs)
{
    if (text.ends_with('Z')) text.remove_suffix(1); // UTC it is anyway
    const std::string today = textOf(nowNs).substr(0, dateForm.size() + 1);
    auto time = pointInTime(std::string(text));
    if (!time && text.size() > 2 && text[2] == ':') time = pointInTime(today + std::string(text));
    if (!time) time = timeAgo(text, nowNs);
    if (!time)
        throw UsageError(
            "'" + printable(text) +
            "' is not a time: use 2026-11-22, \"2026-11-22 10:15:30\", 10:15 (today, UTC), "
            "or 30s, 15m, 2h, 7d (before now)");
    return *time;
}

} // namespace

TimeRange::TimeRange(std::string_view text, uint64_t nowNs)
{
    constexpr std::string_view dots = "..";
    const size_t at = text.find(dots);
    const std::string_view from = text.substr(0, at);
    const std::string_view to = at == text.npos ? "" : text.substr(at + dots.size());
    if (from.empty() && to.empty()) throw UsageError("a time range is FROM..TO, FROM.. or ..TO");
    if (!from.empty()) from_ = timeOf(from, nowNs);
    if (!to.empty()) to_ = timeOf(to, nowNs);
    if (!to_.empty() && from_.substr(0, to_.size()) > to_)
        throw UsageError("the time range '" + printable(text) + "' ends before it begins");
}

bool TimeRange::contains(std::string_view utcTime) const
{
    return utcTime >= from_ && (to_.empty() || utcTime.substr(0, to_.size()) <= to_);
}

} // namespace sysmon::view
