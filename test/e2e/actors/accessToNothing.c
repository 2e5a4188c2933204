/* SPDX-License-Identifier: MIT */
/*
 * Access was granted, though nothing could be copied from the address; a transfer of nothing asks
 * for none. What needs the same rights and gives no memory is no event.
 */
#define _GNU_SOURCE
#include "create.h"
#include "user.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/uio.h>
#include <unistd.h>

enum { VM_READ = 0x10000 };

static char memory[8];

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static void readStateFile(pid_t process, const char* name)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/%s", process, name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    (void)!read(file, memory, sizeof(memory));
    close(file);
}

int main(void)
{
    becomeUser();
    actorBegin();
    struct child child = startChild(idle, NULL);
    awaitReady(&child);
    struct facts target = factsOf(child.processId);
    struct iovec local = {memory, 8}, nowhere = {(void*)8, 8}, nothing = {memory, 0};
    uint64_t after = now();
    mustFail("bad address", process_vm_readv(child.processId, &local, 1, &nowhere, 1, 0));
    expectProcessAccess(after, &self, self.processId, &target, VM_READ);
    process_vm_readv(child.processId, &local, 1, &nothing, 1, 0);
    mustOpen("/proc/self/mem", open("/proc/self/mem", O_RDONLY | O_CLOEXEC));
    const char* files[] = {"syscall", "personality", "maps", "auxv", "io", "stack"};
    for (int i = 0; i < 6; i++)
        readStateFile(child.processId, files[i]);
    endChild(&child);
    return actorEnd();
}
