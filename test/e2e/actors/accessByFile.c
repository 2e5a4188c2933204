/* SPDX-License-Identifier: MIT */
/* The memory of a process as a file. Its own, and files that only look like it, are not events. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ = 0x40000, WRITE = 0x80000 };

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static void openMemory(const char* path, int flags, const struct facts* target, uint32_t access)
{
    uint64_t after = now();
    mustOpen(path, open(path, flags));
    if (access) expectProcessAccess(after, &self, self.processId, target, access);
}

static void failAsNobody(const void* path)
{
    must(setresuid(65534, 65534, 65534), "setresuid");
    mustFail("forbidden", open(path, O_RDONLY));
    _exit(0);
}

int main(void)
{
    actorBegin();
    struct child child = startChild(idle, NULL);
    awaitReady(&child);
    struct facts target = factsOf(child.processId);
    char path[64], thread[64], directory[64];
    snprintf(path, sizeof(path), "/proc/%d/mem", child.processId);
    snprintf(thread, sizeof(thread), "/proc/%d/task/%d/mem", child.processId, child.processId);
    openMemory(path, O_RDONLY, &target, READ);
    openMemory(path, O_WRONLY, &target, WRITE);
    openMemory(path, O_RDWR | O_CLOEXEC, &target, READ | WRITE);
    awaitNewAccesses();
    openMemory(thread, O_RDONLY, &target, READ);
    openMemory(path, O_PATH, &target, 0);
    openMemory("/proc/self/mem", O_RDONLY, &target, 0);
    snprintf(directory, sizeof(directory), "%d", child.processId);
    makeDirectory(directory);
    snprintf(path, sizeof(path), "%d/mem", child.processId);
    mustOpen(path, open(path, O_CREAT | O_RDWR, 0600));
    snprintf(path, sizeof(path), "/proc/%d/mem", child.processId);
    struct child other = startChild(failAsNobody, path);
    if (endChild(&other) != 0) fail("child");
    endChild(&child);
    return actorEnd();
}
