/* SPDX-License-Identifier: MIT */
/* ptrace, process_vm_readv and process_vm_writev: x32 programs have numbers of their own for them.
 */
#define _GNU_SOURCE
#include "calls32.h"
#include "callsX32.h"
#include "create.h"

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { VM_READ = 0x10000, VM_WRITE = 0x20000 };

static struct child child;
static struct facts target;

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static void attach(long request, const char* name)
{
    uint64_t after = now();
    must(callX32(X32_PTRACE, request, child.processId, 0, 0, 0, 0), name);
    expectProcessAccess(after, &self, self.processId, &target, request);
    if (request == PTRACE_SEIZE) must(ptrace(PTRACE_INTERRUPT, child.processId, 0, 0), name);
    must(waitpid(child.processId, NULL, 0), "waitpid");
    must(callX32(X32_PTRACE, PTRACE_DETACH, child.processId, 0, 0, 0, 0), "PTRACE_DETACH");
}

static void copy(int number, uint32_t access, uint32_t* area)
{
    uint64_t after = now();
    must(callX32(number, child.processId, address32(area), 1, address32(area), 1, 0), "copy");
    expectProcessAccess(after, &self, self.processId, &target, access);
}

int main(void)
{
    actorBegin();
    requireCallsX32();
    uint32_t* area = lowMemory(2 * sizeof(*area)); /* a struct iovec; the child has the same */
    area[0] = address32(area);
    area[1] = sizeof(*area);
    child = startChild(idle, NULL);
    awaitReady(&child);
    target = factsOf(child.processId);
    attach(PTRACE_ATTACH, "PTRACE_ATTACH");
    attach(PTRACE_SEIZE, "PTRACE_SEIZE");
    copy(X32_VM_READ, VM_READ, area);
    copy(X32_VM_WRITE, VM_WRITE, area);
    mustFail("itself", callX32(X32_PTRACE, PTRACE_ATTACH, getpid(), 0, 0, 0, 0));
    endChild(&child);
    return actorEnd();
}
