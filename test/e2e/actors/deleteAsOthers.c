/* SPDX-License-Identifier: MIT */
/* Files removed by a forked child, by a thread, and by other users. */
#include "delete.h"
#include "others.h"

#include <unistd.h>

static void removeFile(const char* name)
{
    must(unlink(name), name);
}

static void* deleteInThread(void* name)
{
    deleteName(name, inWorkDirectory(name));
    return NULL;
}

int main(void)
{
    actorBegin();
    actAsOthers(&(struct deed){makeFile, removeFile, expectFileDelete});
    makeFile("by thread");
    runInThread(deleteInThread, "by thread");
    return actorEnd();
}
