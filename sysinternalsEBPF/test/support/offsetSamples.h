// SPDX-License-Identifier: MIT
#pragma once

#include "failure.h"
#include "offsets.h"
#include "offsetsConf.h"

#include <cstdint>
#include <functional>
#include <string>

namespace sysinternals::test {

inline const KernelName kKernel{"6.1.0-test", "#1 SMP Test"};

/// Every member somewhere else, and bit fields and absent members among them.
inline Offsets someOffsets()
{
    Offsets offsets;
    uint32_t byte = 8;
    for (const OffsetEntry& entry : offsetEntries()) {
        offsets.setByte(entry.id, byte);
        byte += 64;
    }
    addArchitectureFacts(offsets);
    offsets.set(OffsetId::sock_sk_protocol, {497 * 8, 8});
    offsets.set(OffsetId::sock_sk_type, {498 * 8, 16});
    offsets.setAbsent(OffsetId::inode_i_ctime_sec);
    return offsets;
}

inline std::string failureOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Failure& failure) {
        return failure.what();
    }
    return "";
}

} // namespace sysinternals::test
