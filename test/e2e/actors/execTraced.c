/* SPDX-License-Identifier: MIT */
/* A traced process executes: its parent is still who made it, not the tracer. */
#include "actor.h"

#include <sys/ptrace.h>
#include <unistd.h>

static void executeLater(const void* program)
{
    pauseChild();
    executeArguments((char*[]){(char*)program, "traced", NULL});
}

static void trace(const void* processId)
{
    must(ptrace(PTRACE_SEIZE, *(const pid_t*)processId, NULL, NULL), "PTRACE_SEIZE");
    pauseChild();
    _exit(0); /* which ends the tracing */
}

int main(void)
{
    actorBegin();
    struct child child = startChild(executeLater, companion("idle"));
    awaitReady(&child);
    struct child tracer = startChild(trace, &child.processId);
    awaitReady(&tracer);
    struct facts tracerFacts = factsOf(tracer.processId);

    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    expectProcessCreate(after, &facts, &self);

    after = now();
    endChild(&tracer);
    expectProcessTerminate(after, &tracerFacts);
    after = now();
    endChild(&child);
    expectProcessTerminate(after, &facts);
    return actorEnd();
}
