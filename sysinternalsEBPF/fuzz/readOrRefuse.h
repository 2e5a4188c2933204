// SPDX-License-Identifier: MIT
#pragma once

#include "failure.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// Calls `read` with the input, as bytes and as text: it may refuse it by a Failure and by nothing
/// else.
template <typename Read>
int readOrRefuse(const uint8_t* data, size_t size, Read read)
{
    try {
        read(std::span(reinterpret_cast<const std::byte*>(data), size),
             std::string_view(reinterpret_cast<const char*>(data), size));
    } catch (const sysinternals::Failure&) { // the only way to refuse
    }
    return 0;
}
