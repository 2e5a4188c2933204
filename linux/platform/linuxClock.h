// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace sysmon {

/// Turns the kernel clock of the records into UTC. The two drift apart at every clock step, and by
/// the whole time of a suspend, so that their distance is measured again all the time.
class LinuxClock {
public:
    static constexpr uint64_t maxAgeNs = 100'000'000;

    uint64_t monotonicNowNs() const noexcept;
    uint64_t utcNs(uint64_t monotonicNs) noexcept;

private:
    void measure() noexcept;

    uint64_t measuredAtNs_ = 0; ///< 0: never
    uint64_t offsetNs_ = 0;     ///< CLOCK_REALTIME minus CLOCK_MONOTONIC, modulo 2^64
};

/// When the boot-time clock stood at zero, in whole seconds (btime of /proc/stat), as nanoseconds
/// since 1970. Throws EnvironmentError.
uint64_t readBootUtcNs();

/// The first 4 bytes of the machine id, or of the boot id where a machine has none. Throws
/// EnvironmentError.
uint32_t readMachineId();

} // namespace sysmon
