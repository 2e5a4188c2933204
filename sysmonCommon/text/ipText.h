// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sysmon {

/// Room for eight groups of four hexadecimal digits.
constexpr size_t ipTextSize = 39;

/// Whether the address, 16 bytes in network order, is an IPv4 one: ::ffff:a.b.c.d.
bool isIpv4(std::span<const uint8_t, 16> address) noexcept;

/// IPv4 as dotted decimal; IPv6 as eight lower-case groups, none left out ("0:0:0:0:0:0:0:1").
std::string_view ipText(std::span<const uint8_t, 16> address, std::span<char, ipTextSize> buffer);

} // namespace sysmon
