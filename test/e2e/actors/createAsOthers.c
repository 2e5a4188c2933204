/* SPDX-License-Identifier: MIT */
/* Files made by a forked child, by a thread, and by other users. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <unistd.h>

enum { NOBODY = 65534 };

struct deed {
    const char* name;
    uid_t real;
    uid_t effective;
};

static void createInChild(const void* argument)
{
    const struct deed* deed = argument;
    must(setresuid(deed->real, deed->effective, deed->effective), "setresuid");
    pauseChild();
    mustOpen(deed->name, open(deed->name, O_CREAT | O_WRONLY, 0644));
    pauseChild();
    _exit(0);
}

static void runChild(const struct deed* deed)
{
    struct child child = startChild(createInChild, deed);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    expectFileCreate(after, &facts, inWorkDirectory(deed->name));
    endChild(&child);
}

static void* createInThread(void* name)
{
    createFile(name, 0, inWorkDirectory(name));
    return NULL;
}

int main(void)
{
    actorBegin();
    runChild(&(struct deed){"by child", 0, 0});
    runChild(&(struct deed){"by nobody", NOBODY, NOBODY});
    runChild(&(struct deed){"as nobody", 0, NOBODY});
    runInThread(createInThread, "by thread");
    return actorEnd();
}
