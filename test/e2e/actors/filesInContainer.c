/* SPDX-License-Identifier: MIT */
/* Files that come and go in a container. */
#include "container.h"

#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

static void workWithFiles(const void* argument)
{
    (void)argument;
    pauseChild();
    makeFile("made");
    pauseChild();
    must(unlink("made"), "unlink");
    pauseChild();
    _exit(0);
}

int main(void)
{
    actorBegin();
    struct child child = startContainer(NULL, workWithFiles, NULL);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    expectFileCreate(after, &facts, inWorkDirectory("made"));
    after = now();
    letGoOn(&child);
    awaitReady(&child);
    expectFileDelete(after, &facts, inWorkDirectory("made"));
    int status = actorEnd();
    endChild(&child);
    return status;
}
