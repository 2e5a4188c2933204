/* SPDX-License-Identifier: MIT */
/* process_vm_readv and process_vm_writev: each call that moved something, from any thread. */
#define _GNU_SOURCE
#include "create.h"

#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { VM_READ = 0x10000, VM_WRITE = 0x20000 };

static char memory[64]; /* at the same address in a child that was forked */
static struct child child;
static struct facts target;

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static void copy(int toTarget, pid_t thread)
{
    struct iovec local = {memory, 8}, remote = {memory, 8};
    uint64_t after = now();
    if (toTarget)
        must(process_vm_writev(child.processId, &local, 1, &remote, 1, 0), "process_vm_writev");
    else
        must(process_vm_readv(child.processId, &local, 1, &remote, 1, 0), "process_vm_readv");
    expectProcessAccess(after, &self, thread, &target, toTarget ? VM_WRITE : VM_READ);
}

static void* copyInThread(void* argument)
{
    copy(0, syscall(SYS_gettid));
    return argument;
}

int main(void)
{
    actorBegin();
    child = startChild(idle, NULL);
    awaitReady(&child);
    target = factsOf(child.processId);
    struct iovec local = {memory, 8}, remote = {memory, 8};
    if (process_vm_readv(getpid(), &local, 1, &remote, 1, 0) < 0) unsupported("process_vm_readv");
    copy(0, self.processId);
    copy(1, self.processId);
    awaitNewAccesses();
    copy(0, self.processId);
    awaitNewAccesses();
    runInThread(copyInThread, NULL);
    mustFail("nobody", process_vm_readv(0x3ffffff, &local, 1, &remote, 1, 0));
    endChild(&child);
    return actorEnd();
}
