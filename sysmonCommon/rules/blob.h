// SPDX-License-Identifier: MIT
//
// The records of a compiled blob: little endian, each on an 8-byte boundary, offsets from the
// blob's start (0: none). The layout is the one that exists, byte for byte.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace sysmon {

static_assert(std::endian::native == std::endian::little, "blobs are little endian");

struct BlobHeader {
    uint32_t binaryVersion;
    uint32_t events;
    uint32_t headerSize;
    uint32_t schemaVersion; ///< the configuration's own
    uint32_t firstEvent;
    uint32_t firstAggregation;
};
static_assert(sizeof(BlobHeader) == 24);

struct BlobEvent {
    uint32_t id;
    int32_t defaultAction; ///< 0 include, 1 exclude: what happens when nothing matches
    int32_t combine;       ///< 0 OR, 1 AND
    uint32_t next;
    uint32_t filters;
    uint32_t firstFilter;
};
static_assert(sizeof(BlobEvent) == 24);

/// A <Rule>. The list that starts at the header is not complete in every blob; a filter's own
/// offset always leads to its record.
struct BlobAggregation {
    char16_t name[128]; ///< at most 127 units of it
    uint32_t messageId[2];
    uint32_t id;
    uint32_t firstFilter;
    uint32_t next;
    uint32_t filters;
    int32_t combine; ///< 0 OR, 1 AND
    uint32_t unused[2];
};
static_assert(sizeof(BlobAggregation) == 292);

/// Its data follows: UTF-16, ended by a NUL that `dataSize` (bytes) counts.
struct BlobFilter {
    uint32_t field; ///< index into the current schema's event
    char16_t name[256];
    int32_t condition;
    uint32_t next;
    uint32_t dataSize;
    uint32_t aggregationId; ///< 0: none
    uint32_t aggregation;
};
static_assert(sizeof(BlobFilter) == 536);

inline constexpr size_t blobAlignment = 8;
inline constexpr size_t mostNameUnits = 255;

} // namespace sysmon
