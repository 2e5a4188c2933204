// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sysmon::e2e {

/// For messages: at most `limit` bytes from `from` on, in ASCII, with a note of what is left out.
std::string printable(std::string_view text, size_t limit, size_t from = 0);

} // namespace sysmon::e2e
