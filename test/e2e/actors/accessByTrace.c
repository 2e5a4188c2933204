/* SPDX-License-Identifier: MIT */
/* ptrace: attaching, seizing and asking to be traced; not what follows, nor what fails. */
#define _GNU_SOURCE
#include "create.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static void idle(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static void askToBeTraced(const void* argument)
{
    (void)argument;
    pauseChild();
    must(ptrace(PTRACE_TRACEME, 0, NULL, NULL), "PTRACE_TRACEME");
    pauseChild();
    _exit(0);
}

static void attach(void)
{
    struct child child = startChild(idle, NULL);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    must(ptrace(PTRACE_ATTACH, child.processId, NULL, NULL), "PTRACE_ATTACH");
    expectProcessAccess(after, &self, self.processId, &facts, PTRACE_ATTACH);
    must(waitpid(child.processId, NULL, 0), "waitpid");
    mustFail("attach again", ptrace(PTRACE_ATTACH, child.processId, NULL, NULL));
    ptrace(PTRACE_PEEKDATA, child.processId, &child, NULL);
    must(ptrace(PTRACE_DETACH, child.processId, NULL, NULL), "PTRACE_DETACH");

    after = now();
    must(ptrace(PTRACE_SEIZE, child.processId, NULL, NULL), "PTRACE_SEIZE");
    expectProcessAccess(after, &self, self.processId, &facts, PTRACE_SEIZE);
    must(ptrace(PTRACE_INTERRUPT, child.processId, NULL, NULL), "PTRACE_INTERRUPT");
    must(waitpid(child.processId, NULL, 0), "waitpid");
    must(ptrace(PTRACE_DETACH, child.processId, NULL, NULL), "PTRACE_DETACH");
    endChild(&child);
}

/* The parent is who gets access. */
static void beTracer(void)
{
    struct child child = startChild(askToBeTraced, NULL);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    expectProcessAccess(after, &self, self.processId, &facts, PTRACE_TRACEME);
    endChild(&child);
}

int main(void)
{
    actorBegin();
    attach();
    beTracer();
    mustFail("itself", ptrace(PTRACE_ATTACH, getpid(), NULL, NULL));
    mustFail("nobody", ptrace(PTRACE_ATTACH, 0x3ffffff, NULL, NULL));
    return actorEnd();
}
