/* SPDX-License-Identifier: MIT */
/* The shell's O_TRUNC on what is no storage: to write there is to tell the kernel something. */
#include "create.h"

#include <fcntl.h>
#include <unistd.h>

/* Not every kernel has each of them. */
static void cut(const char* path)
{
    int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (file >= 0) close(file);
}

int main(void)
{
    actorBegin();
    createFile("file", 0, inWorkDirectory("file"));
    mustOpen("/proc/self/comm", open("/proc/self/comm", O_WRONLY | O_CREAT | O_TRUNC, 0644));
    cut("/proc/sys/kernel/hostname");
    cut("/sys/kernel/uevent_seqnum");
    cut("/sys/kernel/mm/ksm/run");
    cut("/sys/fs/cgroup/cgroup.procs");
    cut("/sys/kernel/debug/tracing/trace_marker");
    createFile("file", O_TRUNC, inWorkDirectory("file"));
    return actorEnd();
}
