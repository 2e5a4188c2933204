// SPDX-License-Identifier: MIT
#pragma once

#include "automaton.h"
#include "utf.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace sysmon::test {

inline std::string randomText(std::mt19937& random, size_t longest, const std::string& letters)
{
    std::string text;
    for (size_t left = random() % longest + 1; left > 0; left--)
        text += letters[random() % letters.size()];
    return text;
}

inline std::vector<Pattern> randomPatterns(std::mt19937& random, size_t count, size_t longest,
                                           const std::string& letters)
{
    std::set<std::string> texts;
    while (texts.size() < count)
        texts.insert(foldAscii(randomText(random, longest, letters)));
    std::vector<Pattern> patterns;
    for (const std::string& text : texts)
        patterns.push_back({text, static_cast<uint32_t>(patterns.size())});
    return patterns;
}

} // namespace sysmon::test
