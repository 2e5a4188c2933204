// SPDX-License-Identifier: MIT
#include "privilege.h"

#include <cerrno>
#include <fstream>
#include <linux/capability.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sysinternals {

namespace {

constexpr const char* kLockdown = "/sys/kernel/security/lockdown";

// linux/capability.h of older systems ends before these (5.8).
constexpr unsigned kCapPerfmon = 38;
constexpr unsigned kCapBpf = 39;

std::string contentOf(const char* path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool hasCapability(unsigned capability)
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2]{};
    if (syscall(SYS_capget, &header, data) != 0) return false;
    return data[capability / 32].effective >> (capability % 32) & 1;
}

std::string missingCapabilities()
{
    if (hasCapability(CAP_SYS_ADMIN)) return "";
    std::string missing;
    if (!hasCapability(kCapBpf)) missing += " CAP_BPF";
    if (!hasCapability(kCapPerfmon)) missing += " CAP_PERFMON";
    return missing;
}

} // namespace

std::string activeLockdown(const std::string& text)
{
    size_t begin = text.find('[');
    size_t end = text.find(']', begin);
    if (begin == std::string::npos || end == std::string::npos) return "";
    std::string mode = text.substr(begin + 1, end - begin - 1);
    return mode == "none" ? "" : mode;
}

Failure loadFailure(const std::string& what, int error, const std::string& reason)
{
    std::string text = "the kernel does not load " + what + ": ";
    if (error != EPERM && error != EACCES)
        return {TELEMETRY_LOAD_FAILED, text + errnoText(error) + "; " + reason};
    if (std::string missing = missingCapabilities(); !missing.empty())
        return {TELEMETRY_NO_PERMISSION, text + "this process lacks" + missing +
                                             " (before Linux 5.8 CAP_SYS_ADMIN). Run it as root."};
    if (activeLockdown(contentOf(kLockdown)) == "confidentiality")
        return {TELEMETRY_NO_PERMISSION,
                text + "kernel lockdown is in confidentiality mode, in which BPF programs may not "
                       "read the kernel's memory. Boot with lockdown=integrity or without."};
    rlimit limit{};
    getrlimit(RLIMIT_MEMLOCK, &limit);
    if (error == EPERM && limit.rlim_cur != RLIM_INFINITY && !hasCapability(CAP_SYS_RESOURCE))
        return {
            TELEMETRY_NO_PERMISSION,
            text +
                "BPF memory counts against the limit of locked memory before Linux 5.11, it is " +
                std::to_string(limit.rlim_cur) +
                " bytes here, and this process may not raise it. Raise it with ulimit -l or "
                "LimitMEMLOCK=, or give it CAP_SYS_RESOURCE."};
    return {error == EPERM ? TELEMETRY_NO_PERMISSION : TELEMETRY_LOAD_FAILED,
            text + errnoText(error) + "; " + reason};
}

} // namespace sysinternals
