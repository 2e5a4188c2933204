// SPDX-License-Identifier: MIT
#include "kernelVersion.h"

#include "libsysinternalsEBPF.h"

#include <cstdio>
#include <sys/utsname.h>

namespace sysinternals {

uint64_t parseKernelVersion(const std::string& release)
{
    unsigned major = 0;
    unsigned minor = 0;
    unsigned patch = 0;
    if (sscanf(release.c_str(), "%5u.%5u.%5u", &major, &minor, &patch) < 2) return 0;
    return TELEMETRY_KERNEL(major, minor, patch);
}

std::string kernelRelease()
{
    utsname names{};
    uname(&names);
    return names.release;
}

} // namespace sysinternals
