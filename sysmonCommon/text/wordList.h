// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sysmon {

using WordList = std::vector<std::string>;

/// Adds a word that is not there yet.
void addOnce(WordList& words, std::string_view word);

bool contains(const WordList& words, std::string_view word);

std::string joined(const WordList& words, std::string_view separator = ", ");

} // namespace sysmon
