// SPDX-License-Identifier: MIT
//
// The forms of values: by the type that the schema gives a field, and of times.
#pragma once

#include "schema.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace sysmon::e2e {

/// Whether a value of this field may look like this (not whether it is right).
bool hasForm(const SchemaField& field, std::string_view value);

/// "2026-11-22 02:21:52.422" as nanoseconds since 1970.
std::optional<uint64_t> parseUtcTime(std::string_view text);

/// "2026-11-22T02:21:52.413649000Z" likewise.
std::optional<uint64_t> parseSystemTime(std::string_view text);

/// Digits only, no needless zero in front, at most `largest`.
std::optional<uint64_t> parseDecimal(std::string_view text, uint64_t largest = UINT64_MAX);

} // namespace sysmon::e2e
