// SPDX-License-Identifier: MIT
//
// What libxml2 reads, which must have nothing to complain about.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sysmon::test {

/// Names and texts, in order.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// Each EventData/Data of a line. Throws std::runtime_error.
NamedTexts readDataElements(std::string_view line);

/// The text that `escaped` stands for inside an element. Throws std::runtime_error.
std::string readText(std::string_view escaped);

} // namespace sysmon::test
