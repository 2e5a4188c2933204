/* SPDX-License-Identifier: MIT */
/*
 * The same access again and again is one event a second, from whichever thread. Another access
 * or another target is an event of its own, and so is the same one later.
 */
#define _GNU_SOURCE
#include "create.h"
#include "user.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VM_READ = 0x10000, VM_WRITE = 0x20000, MEMORY_READ = 0x40000 };

#define REPEATING_NS 300000000ull

static char memory[8]; /* at the same address in a child that was forked */

struct target {
    struct child child;
    struct facts facts;
};

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static struct target startTarget(void)
{
    struct target target = {.child = startChild(idle, NULL)};
    awaitReady(&target.child);
    target.facts = factsOf(target.child.processId);
    return target;
}

static void readOnce(const struct target* target)
{
    struct iovec local = {memory, sizeof(memory)}, remote = {memory, sizeof(memory)};
    must(process_vm_readv(target->child.processId, &local, 1, &remote, 1, 0), "process_vm_readv");
}

static void writeOnce(const struct target* target)
{
    struct iovec local = {memory, sizeof(memory)}, remote = {memory, sizeof(memory)};
    must(process_vm_writev(target->child.processId, &local, 1, &remote, 1, 0), "process_vm_writev");
}

static void openOnce(const struct target* target)
{
    char path[32];
    snprintf(path, sizeof(path), "/proc/%d/mem", target->child.processId);
    mustOpen(path, open(path, O_RDONLY | O_CLOEXEC));
}

static void traceOnce(const struct target* target)
{
    must(ptrace(PTRACE_SEIZE, target->child.processId, NULL, NULL), "PTRACE_SEIZE");
    must(ptrace(PTRACE_INTERRUPT, target->child.processId, NULL, NULL), "PTRACE_INTERRUPT");
    must(waitpid(target->child.processId, NULL, __WALL), "waitpid");
    must(ptrace(PTRACE_DETACH, target->child.processId, NULL, NULL), "PTRACE_DETACH");
}

/* All that was repeated must have been within a second; a busy machine may take longer. */
static void checkTime(uint64_t after)
{
    if (now() - after < 1000000000ull) return;
    errno = ETIME;
    unsupported("repeating within a second");
}

static void repeat(void (*once)(const struct target*), const struct target* target, uint32_t access)
{
    uint64_t after = now();
    once(target);
    expectProcessAccess(after, &self, self.processId, &target->facts, access);
    while (now() - after < REPEATING_NS)
        once(target);
    checkTime(after);
}

static void* readInThread(void* target)
{
    readOnce(target);
    return target;
}

int main(void)
{
    becomeUser();
    actorBegin();
    struct target first = startTarget(), second = startTarget();
    uint64_t after = now();
    repeat(readOnce, &first, VM_READ);
    runInThread(readInThread, &first);
    checkTime(after);
    repeat(writeOnce, &first, VM_WRITE);
    repeat(openOnce, &second, MEMORY_READ);
    repeat(readOnce, &second, VM_READ);
    repeat(traceOnce, &second, PTRACE_SEIZE);
    awaitNewAccesses();
    repeat(readOnce, &first, VM_READ);
    repeat(traceOnce, &second, PTRACE_SEIZE);
    endChild(&second.child); /* it has the first one's pipe, too */
    endChild(&first.child);
    return actorEnd();
}
