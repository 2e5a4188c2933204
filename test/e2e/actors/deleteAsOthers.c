/* SPDX-License-Identifier: MIT */
/* Files removed by a forked child, by a thread, and by other users. */
#define _GNU_SOURCE
#include "delete.h"

#include <unistd.h>

enum { NOBODY = 65534 };

struct deed {
    const char* name;
    uid_t real;
    uid_t effective;
};

static void deleteInChild(const void* argument)
{
    const struct deed* deed = argument;
    must(setresuid(deed->real, deed->effective, deed->effective), "setresuid");
    pauseChild();
    must(unlink(deed->name), deed->name);
    pauseChild();
    _exit(0);
}

static void runChild(const struct deed* deed)
{
    makeFile(deed->name);
    struct child child = startChild(deleteInChild, deed);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    letGoOn(&child);
    awaitReady(&child);
    expectFileDelete(after, &facts, inWorkDirectory(deed->name));
    endChild(&child);
}

static void* deleteInThread(void* name)
{
    deleteName(name, inWorkDirectory(name));
    return NULL;
}

int main(void)
{
    actorBegin();
    runChild(&(struct deed){"by child", 0, 0});
    runChild(&(struct deed){"by nobody", NOBODY, NOBODY});
    runChild(&(struct deed){"as nobody", 0, NOBODY});
    makeFile("by thread");
    runInThread(deleteInThread, "by thread");
    return actorEnd();
}
