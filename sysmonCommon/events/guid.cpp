// SPDX-License-Identifier: MIT
#include "guid.h"

namespace sysmon {

namespace {

constexpr uint64_t nsPerSecond = 1'000'000'000;

/// Continues `hash` with the little-endian bytes of `number`.
template <typename Number>
uint64_t hashNumber(Number number, uint64_t hash)
{
    std::array<uint8_t, sizeof(Number)> bytes;
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<uint8_t>(number >> (8 * i));
    return fnv1a64(bytes, hash);
}

Guid assemble(uint32_t machineId, uint64_t utcNs, uint64_t key)
{
    Guid guid;
    const uint64_t head = uint64_t{machineId} << 32 | static_cast<uint32_t>(utcNs / nsPerSecond);
    for (size_t i = 0; i < 8; ++i) {
        guid.bytes[i] = static_cast<uint8_t>(head >> (56 - 8 * i));
        guid.bytes[8 + i] = static_cast<uint8_t>(key >> (56 - 8 * i));
    }
    return guid;
}

} // namespace

std::string_view Guid::text(std::span<char, textSize> buffer) const
{
    constexpr std::string_view digits = "0123456789abcdef";
    size_t at = 0;
    buffer[at++] = '{';
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) buffer[at++] = '-';
        buffer[at++] = digits[bytes[i] >> 4];
        buffer[at++] = digits[bytes[i] & 15];
    }
    buffer[at] = '}';
    return {buffer.data(), buffer.size()};
}

Guid makeProcessGuid(const MachineFacts& machine, const SYSMON_PROCESS_KEY& process)
{
    const uint64_t startTicks = clockTicks(process.startTimeNs);
    uint64_t key = hashNumber(process.processId, fnv1a64({}));
    key = hashNumber(startTicks, key);
    key = hashNumber(process.endCode, key);
    key = hashNumber(process.argStart, key);
    return assemble(machine.machineId, machine.bootUtcNs + startTicks * nsPerClockTick, key);
}

Guid makeLogonGuid(const MachineFacts& machine, uint32_t loginUserId, uint32_t sessionId)
{
    const uint64_t key = hashNumber(sessionId, hashNumber(loginUserId, fnv1a64({})));
    return assemble(machine.machineId, machine.bootUtcNs, key);
}

} // namespace sysmon
