// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sysmon {

/// The first character of a text.
struct Utf8Character {
    uint32_t codePoint; ///< only if valid
    uint8_t size;       ///< bytes; 1 for a byte that begins no valid character
    bool valid;         ///< shortest form, no surrogate, at most U+10FFFF
};

/// `text` must not be empty.
Utf8Character firstCharacter(std::string_view text) noexcept;

} // namespace sysmon
