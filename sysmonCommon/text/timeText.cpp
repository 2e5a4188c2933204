// SPDX-License-Identifier: MIT
#include "timeText.h"

#include <chrono>

namespace sysmon {

namespace {

/// Writes the last `digits` decimal digits of `number`.
char* appendDigits(char* at, uint64_t number, int digits)
{
    for (int i = digits - 1; i >= 0; --i, number /= 10)
        at[i] = static_cast<char>('0' + number % 10);
    return at + digits;
}

char* appendDate(char* at, std::chrono::sys_days day)
{
    const std::chrono::year_month_day date{day};
    at = appendDigits(at, static_cast<uint64_t>(static_cast<int>(date.year())), 4);
    *at++ = '-';
    at = appendDigits(at, static_cast<unsigned>(date.month()), 2);
    *at++ = '-';
    return appendDigits(at, static_cast<unsigned>(date.day()), 2);
}

char* appendTimeOfDay(char* at, std::chrono::seconds second)
{
    const std::chrono::hh_mm_ss time{second};
    at = appendDigits(at, static_cast<uint64_t>(time.hours().count()), 2);
    *at++ = ':';
    at = appendDigits(at, static_cast<uint64_t>(time.minutes().count()), 2);
    *at++ = ':';
    return appendDigits(at, static_cast<uint64_t>(time.seconds().count()), 2);
}

/// "YYYY-MM-DD<separator>HH:MM:SS."
char* appendSeconds(char* at, uint64_t utcNs, char separator)
{
    const std::chrono::seconds seconds{utcNs / 1'000'000'000};
    const auto day = std::chrono::floor<std::chrono::days>(seconds);
    at = appendDate(at, std::chrono::sys_days{day});
    *at++ = separator;
    at = appendTimeOfDay(at, seconds - day);
    *at++ = '.';
    return at;
}

} // namespace

std::string_view utcTimeText(uint64_t utcNs, std::span<char, utcTimeSize> buffer)
{
    char* const at = appendSeconds(buffer.data(), utcNs, ' ');
    appendDigits(at, utcNs / 1'000'000, 3);
    return {buffer.data(), buffer.size()};
}

std::string_view systemTimeText(uint64_t utcNs, std::span<char, systemTimeSize> buffer)
{
    char* const at = appendSeconds(buffer.data(), utcNs, 'T');
    *appendDigits(at, utcNs, 9) = 'Z';
    return {buffer.data(), buffer.size()};
}

} // namespace sysmon
