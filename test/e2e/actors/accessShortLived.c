/* SPDX-License-Identifier: MIT */
/*
 * In a pid namespace a process accesses others that are gone before anybody can look them up by the
 * numbers that they had there.
 */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TARGETS = 20, VM_READ = 0x10000, MEMORY_READ = 0x40000 };

static char memory[8];

/* The procfs that is mounted belongs to the machine's namespace and tells its numbers. */
static pid_t machineNumber(void)
{
    char number[16] = "";
    must(readlink("/proc/self", number, sizeof(number) - 1), "/proc/self");
    return atoi(number);
}

static void tellNumber(const void* ret_number)
{
    *(pid_t*)ret_number = machineNumber();
    pauseChild();
    _exit(0);
}

static void accessOne(const struct facts* source)
{
    static pid_t* number;
    if (!number) number = shareMemory(sizeof(*number));
    struct child child = startChild(tellNumber, number);
    awaitReady(&child);
    struct facts target = factsOf(*number);
    struct iovec local = {memory, sizeof(memory)}, remote = {memory, sizeof(memory)};
    uint64_t after = now();
    must(process_vm_readv(child.processId, &local, 1, &remote, 1, 0), "process_vm_readv");
    expectProcessAccess(after, source, source->processId, &target, VM_READ);
    char path[32];
    snprintf(path, sizeof(path), "/proc/%d/mem", *number);
    after = now();
    mustOpen(path, open(path, O_RDONLY | O_CLOEXEC));
    expectProcessAccess(after, source, source->processId, &target, MEMORY_READ);
    endChild(&child);
}

int main(void)
{
    actorBegin();
    if (unshare(CLONE_NEWPID) < 0) unsupported("unshare(CLONE_NEWPID)");
    pid_t leader = must(fork(), "fork");
    if (leader > 0) {
        int status;
        must(waitpid(leader, &status, 0), "waitpid");
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    }
    struct facts source = factsOf(machineNumber());
    for (int i = 0; i < TARGETS; i++)
        accessOne(&source);
    return actorEnd();
}
