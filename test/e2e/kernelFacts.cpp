// SPDX-License-Identifier: MIT
#include "kernelFacts.h"

#include <sys/utsname.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace sysmon::e2e {

bool takesFunctionHooks()
{
    // Before 4.17 kprobes are made by a file of tracefs only.
    for (const char* sign :
         {"/sys/bus/event_source/devices/kprobe", "/sys/kernel/tracing/kprobe_events",
          "/sys/kernel/debug/tracing/kprobe_events"})
        if (std::filesystem::exists(sign)) return true;
    return false;
}

bool hasRawTracepoints()
{
    utsname names{};
    std::pair<int, int> version;
    if (uname(&names) != 0 || sscanf(names.release, "%d.%d", &version.first, &version.second) != 2)
        throw std::runtime_error("the kernel does not tell its version");
    return version >= std::pair(4, 17);
}

} // namespace sysmon::e2e
