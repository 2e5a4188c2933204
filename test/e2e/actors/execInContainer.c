/* SPDX-License-Identifier: MIT */
/* A program in a container: names as it sees them itself, ids as the machine numbers them. */
#include "container.h"

#include <stddef.h>

int main(void)
{
    actorBegin();
    char* program = companion("idle");
    char* arguments[] = {inWorkDirectory("idle"), "in a container", NULL};
    struct child child = startContainer(program, executeArguments, arguments);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    facts.program = program;
    expectProcessCreate(child.started, &facts, &self);
    uint64_t after = now();
    endChild(&child);
    expectProcessTerminate(after, &facts);
    return actorEnd();
}
