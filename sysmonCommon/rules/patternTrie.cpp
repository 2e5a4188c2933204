// SPDX-License-Identifier: MIT
#include "patternTrie.h"

#include <algorithm>

namespace sysmon {

ByteClasses::ByteClasses(const std::vector<Pattern>& patterns)
{
    for (const Pattern& pattern : patterns) {
        for (char byte : pattern.text) {
            uint8_t& byteClass = classes_[static_cast<uint8_t>(byte)];
            if (byteClass == 0) byteClass = static_cast<uint8_t>(count_++);
        }
    }
    for (char letter = 'A'; letter <= 'Z'; letter++)
        classes_[static_cast<uint8_t>(letter)] = of(static_cast<char>(letter + ('a' - 'A')));
}

PatternTrie::PatternTrie(std::vector<Pattern> patterns) : classes_(patterns)
{
    std::ranges::sort(patterns, {}, &Pattern::text);
    // Sorted, the patterns that share a state's prefix are a range.
    struct Range {
        uint32_t first;
        uint32_t end;
    };
    std::vector<Range> ranges = {{0, static_cast<uint32_t>(patterns.size())}};
    labels_ = {0};
    uint32_t endOfLevel = 1;
    size_t depth = 0;
    for (uint32_t state = 0; state < ranges.size(); state++) {
        if (state == endOfLevel) {
            depth++;
            endOfLevel = static_cast<uint32_t>(ranges.size());
        }
        firstChild_.push_back(static_cast<uint32_t>(ranges.size()));
        auto [first, end] = ranges[state];
        const bool ends = first < end && patterns[first].text.size() == depth;
        numbers_.push_back(ends ? patterns[first++].number : none);
        while (first < end) {
            const char byte = patterns[first].text[depth];
            const uint32_t start = first;
            while (first < end && patterns[first].text[depth] == byte)
                first++;
            ranges.push_back({start, first});
            labels_.push_back(classes_.of(byte));
        }
    }
    firstChild_.push_back(static_cast<uint32_t>(ranges.size()));
}

} // namespace sysmon
