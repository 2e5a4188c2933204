/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "others.h"

#include <unistd.h>

enum { NOBODY = 65534 };

struct part {
    const struct deed* deed;
    const char* name;
    uid_t real;
    uid_t effective;
};

static void actInChild(const void* argument)
{
    const struct part* part = argument;
    must(setresuid(part->real, part->effective, part->effective), "setresuid");
    pauseChild();
    part->deed->act(part->name);
    pauseChild();
    _exit(0);
}

static void runChild(const struct part* part)
{
    if (part->deed->prepare != NULL) part->deed->prepare(part->name);
    struct child child = startChild(actInChild, part);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    part->deed->expect(after, &facts, inWorkDirectory(part->name));
    endChild(&child);
}

void actAsOthers(const struct deed* deed)
{
    runChild(&(struct part){deed, "by child", 0, 0});
    runChild(&(struct part){deed, "by nobody", NOBODY, NOBODY});
    runChild(&(struct part){deed, "as nobody", 0, NOBODY});
}
