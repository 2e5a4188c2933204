// SPDX-License-Identifier: MIT
#include "textArena.h"

#include <algorithm>

namespace sysmon {

namespace {

// Holds all texts of nearly every event: the largest record decodes to less.
constexpr size_t chunkSize = 128 * 1024;

} // namespace

char* TextArena::allocate(size_t size)
{
    if (chunks_.empty() || chunks_.back().size - used_ < size) {
        const size_t bytes = std::max(size, chunkSize);
        chunks_.push_back({std::make_unique_for_overwrite<char[]>(bytes), bytes});
        used_ = 0;
    }
    char* const result = chunks_.back().bytes.get() + used_;
    used_ += size;
    return result;
}

std::string_view TextArena::keep(std::string_view text)
{
    return join({text});
}

std::string_view TextArena::join(std::initializer_list<std::string_view> pieces)
{
    size_t size = 0;
    for (const std::string_view piece : pieces)
        size += piece.size();
    char* const result = allocate(size);
    char* end = result;
    for (const std::string_view piece : pieces)
        end = std::copy(piece.begin(), piece.end(), end);
    return {result, size};
}

void TextArena::reset() noexcept
{
    if (chunks_.size() > 1) chunks_.resize(1);
    used_ = 0;
}

} // namespace sysmon
