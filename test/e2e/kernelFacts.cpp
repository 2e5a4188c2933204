// SPDX-License-Identifier: MIT
#include "kernelFacts.h"

#include <sys/utsname.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace sysmon::e2e {

namespace {

using Version = std::pair<int, int>;

Version kernelVersion()
{
    utsname names{};
    Version version;
    if (uname(&names) != 0 || sscanf(names.release, "%d.%d", &version.first, &version.second) != 2)
        throw std::runtime_error("the kernel does not tell its version");
    return version;
}

} // namespace

bool takesFunctionHooks()
{
    // Before 4.17 kprobes are made by a file of tracefs only.
    for (const char* sign :
         {"/sys/bus/event_source/devices/kprobe/type", "/sys/kernel/tracing/kprobe_events",
          "/sys/kernel/debug/tracing/kprobe_events"})
        if (std::filesystem::is_regular_file(sign)) return true;
    return false;
}

bool hasRawTracepoints()
{
    return kernelVersion() >= Version(4, 17);
}

bool hasBtf()
{
    return std::filesystem::exists("/sys/kernel/btf/vmlinux");
}

bool remembersInSockets()
{
    return kernelVersion() >= Version(5, 11) && hasBtf();
}

bool hasRingForAllProcessors()
{
    return kernelVersion() >= Version(5, 8) && !getenv("SYSMON_PERF_RINGS");
}

bool numbersOverlaysAsStatDoes()
{
    return kernelVersion() >= Version(5, 8);
}

bool countsBpfMemoryAsLocked()
{
    return kernelVersion() < Version(5, 11);
}

} // namespace sysmon::e2e
