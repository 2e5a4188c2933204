// SPDX-License-Identifier: MIT
#include "wordList.h"

#include <algorithm>

namespace sysmon {

void addOnce(WordList& words, std::string_view word)
{
    if (!contains(words, word)) words.emplace_back(word);
}

bool contains(const WordList& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

std::string joined(const WordList& words, std::string_view separator)
{
    std::string all;
    for (const std::string& word : words)
        all.append(all.empty() ? "" : separator).append(word);
    return all;
}

} // namespace sysmon
