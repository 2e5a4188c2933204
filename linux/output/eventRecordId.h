// SPDX-License-Identifier: MIT
#pragma once

#include "linuxHelpers.h"

#include <cstdint>
#include <string>

namespace sysmon {

/// Numbers the events: up by one each, on from the last one after a restart.
class EventRecordId {
public:
    /// Goes on from `path` (8 bytes, little endian: the last number given), which is made if it
    /// does not exist. An empty path: counts from 1 and remembers nothing. Throws Error.
    explicit EventRecordId(const std::string& path);
    ~EventRecordId();
    EventRecordId(const EventRecordId&) = delete;
    EventRecordId& operator=(const EventRecordId&) = delete;

    uint64_t next() noexcept;

private:
    uint64_t last_ = 0;
    uint64_t* stored_ = nullptr; ///< the file, mapped: as current as memory, also after a crash
};

} // namespace sysmon
