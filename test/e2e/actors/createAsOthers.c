/* SPDX-License-Identifier: MIT */
/* Files made by a forked child, by a thread, and by other users. */
#include "create.h"
#include "others.h"

#include <fcntl.h>

static void create(const char* name)
{
    mustOpen(name, open(name, O_CREAT | O_WRONLY, 0644));
}

static void* createInThread(void* name)
{
    createFile(name, 0, inWorkDirectory(name));
    return NULL;
}

int main(void)
{
    actorBegin();
    actAsOthers(&(struct deed){NULL, create, expectFileCreate});
    runInThread(createInThread, "by thread");
    return actorEnd();
}
