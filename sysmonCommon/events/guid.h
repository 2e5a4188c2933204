// SPDX-License-Identifier: MIT
//
// The identifiers that tie events together. Each is made of facts that can be read again later, so
// that a restarted daemon gives the same process the same one.
#pragma once

#include "ioctlcmd.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace sysmon {

/// 16 bytes in the order in which their hexadecimal digits are written.
struct Guid {
    static constexpr size_t textSize = 38; ///< "{01234567-89ab-cdef-0123-456789abcdef}"

    std::array<uint8_t, 16> bytes{};

    /// Lower case, in braces. Returns a view of `buffer`.
    std::string_view text(std::span<char, textSize> buffer) const;
    bool operator==(const Guid&) const = default;
};

inline constexpr std::string_view zeroGuidText = "{00000000-0000-0000-0000-000000000000}";

/// USER_HZ: the unit of start times in /proc. Records have nanoseconds, of which only whole ticks
/// count, since nothing finer can be read back for a process that started before the daemon.
inline constexpr uint64_t nsPerClockTick = 10'000'000;

constexpr uint64_t clockTicks(uint64_t ns)
{
    return ns / nsPerClockTick;
}

/// What makes identifiers of this machine and this boot differ from all others.
struct MachineFacts {
    uint32_t machineId; ///< first 4 bytes of the machine id, the first one on top
    uint64_t bootUtcNs; ///< when the boot-time clock stood at zero
};

/// All numbers big endian, so that the text shows them as they are:
///   bytes 0-3   machine id: the text begins like /etc/machine-id
///   bytes 4-7   start of the process in seconds since 1970, counted in whole clock ticks
///   bytes 8-15  FNV-1a 64 over process id (4 bytes), start time in clock ticks, end of code and
///               start of arguments (8 bytes each), all little endian
Guid makeProcessGuid(const MachineFacts& machine, const SYSMON_PROCESS_KEY& process);

/// The kernel numbers audit sessions from 1 in each boot and does not say when one began; the boot
/// and that number therefore stand for the start of the session:
///   bytes 0-3   machine id
///   bytes 4-7   boot in seconds since 1970
///   bytes 8-15  FNV-1a 64 over login uid and session id (4 bytes each), little endian
Guid makeLogonGuid(const MachineFacts& machine, uint32_t loginUserId, uint32_t sessionId);

/// FNV-1a, 64 bits; `hash` continues an earlier one.
constexpr uint64_t fnv1a64(std::span<const uint8_t> bytes,
                           uint64_t hash = 0xcbf29ce484222325U) noexcept
{
    for (const uint8_t byte : bytes)
        hash = (hash ^ byte) * 0x100000001b3U;
    return hash;
}

} // namespace sysmon
