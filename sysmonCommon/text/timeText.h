// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sysmon {

/// "2026-11-22 02:21:52.422": the form of UtcTime.
inline constexpr size_t utcTimeSize = 23;
std::string_view utcTimeText(uint64_t utcNs, std::span<char, utcTimeSize> buffer);

/// "2026-11-22T02:21:52.413649000Z": the form of SystemTime.
inline constexpr size_t systemTimeSize = 30;
std::string_view systemTimeText(uint64_t utcNs, std::span<char, systemTimeSize> buffer);

} // namespace sysmon
