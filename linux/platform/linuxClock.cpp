// SPDX-License-Identifier: MIT
#include "linuxClock.h"

#include "error.h"
#include "linuxHelpers.h"

#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <limits>

namespace sysmon {

namespace {

constexpr uint64_t nsPerSecond = 1'000'000'000;

uint64_t readClock(clockid_t clock) noexcept
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<uint64_t>(time.tv_sec) * nsPerSecond + static_cast<uint64_t>(time.tv_nsec);
}

/// The first 8 hexadecimal digits of a file; 0 if it has none.
uint32_t readHexId(const char* path)
{
    std::string text;
    if (!readFileAt(AT_FDCWD, path, 8, text)) return 0;
    uint32_t id = 0;
    const char* const end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, id, 16);
    return error == std::errc() && at == end && text.size() == 8 ? id : 0;
}

} // namespace

uint64_t LinuxClock::monotonicNowNs() const noexcept
{
    return readClock(CLOCK_MONOTONIC);
}

uint64_t LinuxClock::utcNs(uint64_t monotonicNs) noexcept
{
    if (measuredAtNs_ == 0 || monotonicNowNs() - measuredAtNs_ >= maxAgeNs) measure();
    return monotonicNs + offsetNs_;
}

void LinuxClock::measure() noexcept
{
    // Between two readings we may be off the processor: the closest pair of a few tries counts.
    uint64_t best = std::numeric_limits<uint64_t>::max();
    for (int i = 0; i < 3; ++i) {
        const uint64_t before = readClock(CLOCK_MONOTONIC);
        const uint64_t utc = readClock(CLOCK_REALTIME);
        const uint64_t after = readClock(CLOCK_MONOTONIC);
        if (after - before >= best) continue;
        best = after - before;
        offsetNs_ = utc - (before + best / 2);
        measuredAtNs_ = after;
    }
}

uint64_t readBootUtcNs()
{
    // Readable to whole seconds only; it is the same for every reader until the clock is set.
    constexpr std::string_view label = "\nbtime ";
    std::string text;
    constexpr size_t maxStat = 1024 * 1024; // thousands of interrupt counters come before it
    if (!readFileAt(AT_FDCWD, "/proc/stat", maxStat, text))
        throw EnvironmentError("cannot read /proc/stat: " + errorText(errno) +
                               "; is /proc mounted?");
    const size_t at = text.find(label);
    uint64_t seconds = 0;
    if (at != std::string::npos)
        std::from_chars(text.data() + at + label.size(), text.data() + text.size(), seconds);
    if (seconds == 0)
        throw EnvironmentError("/proc/stat has no boot time (btime): is /proc mounted?");
    return seconds * nsPerSecond;
}

uint32_t readMachineId()
{
    uint32_t id = readHexId("/etc/machine-id");
    if (id == 0) id = readHexId("/proc/sys/kernel/random/boot_id");
    if (id == 0)
        throw EnvironmentError(
            "cannot identify this machine: neither /etc/machine-id nor "
            "/proc/sys/kernel/random/boot_id can be read; run systemd-machine-id-setup");
    return id;
}

} // namespace sysmon
