/* SPDX-License-Identifier: MIT */
/* A process whose parent ended before it executes: its parent is who adopted it. */
#define _GNU_SOURCE
#include "actor.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct family {
    char* program;
    pid_t orphan;
};

static void forkAndEnd(const void* argument)
{
    struct family* family = (void*)argument;
    pauseChild();
    pid_t child = must(fork(), "fork");
    if (child > 0) {
        family->orphan = child;
        _exit(0);
    }
    pauseChild();
    executeArguments((char*[]){family->program, "orphan", NULL});
}

static void makeOrphan(struct child* child, const struct family* family)
{
    awaitReady(child);
    struct facts first = factsOf(child->processId);
    uint64_t after = now();
    letGoOn(child);
    awaitReady(child);
    must(waitpid(child->processId, NULL, 0), "waitpid");
    expectProcessTerminate(after, &first);
    child->processId = family->orphan;
}

int main(void)
{
    actorBegin();
    must(prctl(PR_SET_CHILD_SUBREAPER, 1), "subreaper");
    struct family* family = shareMemory(sizeof(*family));
    family->program = companion("idle");
    struct child child = startChild(forkAndEnd, family);
    makeOrphan(&child, family);

    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    struct facts orphan = factsOf(child.processId);
    expectProcessCreate(after, &orphan, &self);
    after = now();
    endChild(&child);
    expectProcessTerminate(after, &orphan);
    return actorEnd();
}
