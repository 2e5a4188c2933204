// SPDX-License-Identifier: MIT
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace sysmon::test {

/// The bytes that a field's text stands for: \xHH is one byte, all else is itself.
inline std::string bytesOf(std::string_view text)
{
    const auto isHex = [&](size_t at) { return isxdigit(static_cast<unsigned char>(text[at])); };
    std::string bytes;
    while (!text.empty()) {
        const bool escaped = text.size() >= 4 && text.starts_with("\\x") && isHex(2) && isHex(3);
        bytes += escaped ? static_cast<char>(std::stoi(std::string(text.substr(2, 2)), nullptr, 16))
                         : text[0];
        text.remove_prefix(escaped ? 4 : 1);
    }
    return bytes;
}

} // namespace sysmon::test
