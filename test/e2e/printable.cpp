// SPDX-License-Identifier: MIT
#include "printable.h"

#include <cstdint>
#include <cstdio>

namespace sysmon::e2e {

std::string printable(std::string_view text, size_t limit, size_t from)
{
    std::string shown = from > 0 ? "[" + std::to_string(from) + " bytes]" : "";
    const std::string_view part = text.substr(from, limit);
    for (const char character : part) {
        char escape[5];
        snprintf(escape, sizeof(escape), "\\x%02x", static_cast<uint8_t>(character));
        shown += character >= ' ' && character <= '~' ? std::string(1, character) : escape;
    }
    const size_t left = text.size() - from - part.size();
    return left > 0 ? shown + "[" + std::to_string(left) + " bytes]" : shown;
}

} // namespace sysmon::e2e
