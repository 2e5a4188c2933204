// SPDX-License-Identifier: MIT
#include "restrictedStart.h"

#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <initializer_list>

namespace sysmon::e2e {

namespace {

void must(bool done, const char* what)
{
    if (done) return;
    perror(what);
    _exit(126);
}

/// A mount namespace whose changes nobody else sees.
void ownMounts()
{
    must(unshare(CLONE_NEWNS) == 0, "unshare(CLONE_NEWNS)");
    must(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
}

} // namespace

void becomeNobody()
{
    constexpr uid_t nobody = 65534;
    constexpr uint32_t readAll = 1U << CAP_DAC_READ_SEARCH;
    must(prctl(PR_SET_KEEPCAPS, 1) == 0, "PR_SET_KEEPCAPS");
    must(setresgid(nobody, nobody, nobody) == 0, "setresgid");
    must(setresuid(nobody, nobody, nobody) == 0, "setresuid");
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct sets[2] = {{readAll, readAll, readAll}, {0, 0, 0}};
    must(syscall(SYS_capset, &header, sets) == 0, "capset");
    must(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0) == 0,
         "PR_CAP_AMBIENT_RAISE");
}

void hideBtf()
{
    constexpr const char* folder = "/sys/kernel/btf";
    if (access(folder, F_OK) != 0) return; // this kernel has none
    ownMounts();
    must(mount("none", folder, "tmpfs", 0, nullptr) == 0, folder);
}

void limitLockedMemory()
{
    constexpr rlimit limit{64 * 1024, 64 * 1024};
    must(setrlimit(RLIMIT_MEMLOCK, &limit) == 0, "RLIMIT_MEMLOCK");
    must(prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE, 0, 0, 0) == 0, "PR_CAPBSET_DROP");
}

void unmountTracefs()
{
    ownMounts();
    // Either may be mounted several times, or not at all.
    for (const char* path :
         {"/sys/kernel/debug/tracing", "/sys/kernel/debug", "/sys/kernel/tracing"})
        while (umount2(path, MNT_DETACH) == 0)
            continue;
}

} // namespace sysmon::e2e
