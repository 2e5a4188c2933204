// SPDX-License-Identifier: MIT
#include "utf8.h"

namespace sysmon {

namespace {

constexpr Utf8Character invalidByte{0, 1, false};

/// What a first byte announces.
struct Lead {
    uint8_t size;      ///< bytes of the character; 0: cannot be a first byte
    uint8_t bits;      ///< of the code point
    uint32_t smallest; ///< below it a shorter form exists
};

Lead leadOf(uint8_t byte)
{
    if (byte < 0x80) return {1, byte, 0};
    if (byte >= 0xc2 && byte < 0xe0) return {2, static_cast<uint8_t>(byte & 0x1f), 0x80};
    if (byte >= 0xe0 && byte < 0xf0) return {3, static_cast<uint8_t>(byte & 0x0f), 0x800};
    if (byte >= 0xf0 && byte < 0xf5) return {4, static_cast<uint8_t>(byte & 0x07), 0x10000};
    return {0, 0, 0};
}

} // namespace

Utf8Character firstCharacter(std::string_view text) noexcept
{
    const Lead lead = leadOf(static_cast<uint8_t>(text[0]));
    if (lead.size == 0 || lead.size > text.size()) return invalidByte;
    uint32_t codePoint = lead.bits;
    for (size_t i = 1; i < lead.size; ++i) {
        const auto byte = static_cast<uint8_t>(text[i]);
        if ((byte & 0xc0) != 0x80) return invalidByte;
        codePoint = codePoint << 6 | (byte & 0x3f);
    }
    const bool surrogate = codePoint >= 0xd800 && codePoint < 0xe000;
    if (codePoint < lead.smallest || codePoint > 0x10ffff || surrogate) return invalidByte;
    return {codePoint, lead.size, true};
}

} // namespace sysmon
