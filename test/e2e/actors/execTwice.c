/* SPDX-License-Identifier: MIT */
/* A process that executes twice: one process id, two images, two GUIDs, one end. */
#include "actor.h"

int main(void)
{
    actorBegin();
    char* idle = companion("idle");
    /* idle executes its own arguments from the second on: idle again, with one more. */
    struct child child = startChild(executeArguments, (char*[]){idle, idle, idle, "second", NULL});
    awaitReady(&child);
    struct facts first = factsOf(child.processId);
    expectProcessCreate(child.started, &first, &self);

    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    struct facts second = factsOf(child.processId);
    expectProcessCreate(after, &second, &self);

    after = now();
    endChild(&child);
    expectProcessTerminate(after, &second);
    return actorEnd();
}
