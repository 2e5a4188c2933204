// SPDX-License-Identifier: MIT
//
// What a strict XML parser must read where the daemon had arbitrary bytes to write. Written anew
// for the tests: a mistake that both sides shared would not be seen.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sysmon::e2e {

/// Characters that XML 1.0 allows stay; all other bytes become \xHH. Nothing becomes "-".
std::string expectedText(std::string_view bytes);

/// Bytes that `text` takes in a line, with & < > and line ends escaped.
size_t escapedSize(std::string_view text);

} // namespace sysmon::e2e
