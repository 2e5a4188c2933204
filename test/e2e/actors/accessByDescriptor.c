/* SPDX-License-Identifier: MIT */
/* pidfd_getfd: a process takes an open file of another. */
#define _GNU_SOURCE
#include "create.h"
#include "user.h"

#include <sys/syscall.h>
#include <unistd.h>

enum { DESCRIPTOR = 0x100000 };

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static int takeDescriptor(pid_t process)
{
    int other = syscall(SYS_pidfd_open, process, 0);
    if (other < 0) unsupported("pidfd_open");
    int taken = syscall(SYS_pidfd_getfd, other, STDIN_FILENO, 0);
    close(other);
    return taken;
}

int main(void)
{
    becomeUser();
    actorBegin();
    struct child child = startChild(idle, NULL);
    awaitReady(&child);
    struct facts target = factsOf(child.processId);
    if (takeDescriptor(getpid()) < 0) unsupported("pidfd_getfd");
    uint64_t after = now();
    must(takeDescriptor(child.processId), "pidfd_getfd");
    expectProcessAccess(after, &self, self.processId, &target, DESCRIPTOR);
    mustFail("another user's", takeDescriptor(1));
    endChild(&child);
    return actorEnd();
}
