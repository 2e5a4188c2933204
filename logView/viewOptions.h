// SPDX-License-Identifier: MIT
//
// The viewer's command line.
#pragma once

#include "eventFilter.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sysmon::view {

struct ViewOptions {
    EventFilter filter;
    bool help = false;
    bool follow = false;
    bool allFields = false;
    bool journal = false;
    std::string journalDirectory;   ///< empty: that of this system
    std::optional<uint64_t> latest; ///< how many of those that are there; nothing: all
    std::vector<std::string> files; ///< "-": standard input
};

/// `arguments` without the program's name; `nowNs`: nanoseconds since 1970. Throws UsageError.
ViewOptions parseViewOptions(std::span<const char* const> arguments, uint64_t nowNs);

std::string_view viewUsage();

} // namespace sysmon::view
