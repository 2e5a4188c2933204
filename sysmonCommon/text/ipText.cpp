// SPDX-License-Identifier: MIT
#include "ipText.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sysmon {

namespace {

constexpr std::array<uint8_t, 12> mappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// Appends numbers to a buffer that has room for them.
class Writer {
public:
    explicit Writer(std::span<char, ipTextSize> buffer)
        : begin_(buffer.data()), at_(begin_), end_(begin_ + buffer.size())
    {
    }

    void add(unsigned number, int base, char separator)
    {
        if (at_ != begin_) *at_++ = separator;
        at_ = std::to_chars(at_, end_, number, base).ptr;
    }
    std::string_view text() const { return {begin_, at_}; }

private:
    char* begin_;
    char* at_;
    char* end_;
};

} // namespace

bool isIpv4(std::span<const uint8_t, 16> address) noexcept
{
    return std::ranges::equal(address.first<mappedPrefix.size()>(), mappedPrefix);
}

std::string_view ipText(std::span<const uint8_t, 16> address, std::span<char, ipTextSize> buffer)
{
    Writer writer(buffer);
    if (isIpv4(address))
        for (const uint8_t byte : address.last<4>())
            writer.add(byte, 10, '.');
    else
        for (size_t i = 0; i < address.size(); i += 2)
            writer.add(address[i] << 8 | address[i + 1], 16, ':');
    return writer.text();
}

} // namespace sysmon
