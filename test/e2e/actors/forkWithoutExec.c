/* SPDX-License-Identifier: MIT */
/* A child and a grandchild that execute nothing: no event 1; event 5 with the inherited image. */
#include "actor.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

static void endLater(const void* argument)
{
    (void)argument;
    pauseChild();
    _exit(0);
}

static void forkAgain(const void* argument)
{
    pid_t* ret_grandchild = (void*)argument;
    pid_t grandchild = must(fork(), "fork");
    if (grandchild == 0) endLater(NULL);
    *ret_grandchild = grandchild;
    must(wait(NULL), "wait");
    endLater(NULL);
}

static void runChild(void)
{
    struct child child = startChild(endLater, NULL);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    endChild(&child);
    expectProcessTerminate(after, &facts);
}

static void runGrandchild(void)
{
    pid_t* grandchild = shareMemory(sizeof(*grandchild));
    struct child child = startChild(forkAgain, grandchild);
    struct facts inner, outer;
    awaitReady(&child);
    outer = factsOf(child.processId);
    while (*(volatile pid_t*)grandchild == 0)
        sched_yield();
    inner = factsOf(*grandchild);
    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    expectProcessTerminate(after, &inner);
    after = now();
    endChild(&child);
    expectProcessTerminate(after, &outer);
}

int main(void)
{
    actorBegin();
    runChild();
    runGrandchild();
    return actorEnd();
}
