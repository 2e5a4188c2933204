/* SPDX-License-Identifier: MIT */
/* Execs that fail log nothing; the process that tried them ends with the image that it had. */
#include "actor.h"

#include <fcntl.h>
#include <unistd.h>

static char* writeProgram(const char* name, int mode)
{
    char* path = inWorkDirectory(name);
    int file = must(open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode), path);
    must(write(file, "no program\n", 11), path);
    close(file);
    return path;
}

static void tryThem(const void* argument)
{
    char* const* paths = argument;
    for (; *paths; paths++)
        execv(*paths, (char*[]){"failing", NULL});
    pauseChild();
    _exit(0);
}

int main(void)
{
    actorBegin();
    char* paths[] = {inWorkDirectory("missing"),
                     writeProgram("not executable", 0644),
                     writeProgram("no known format", 0755),
                     self.currentDirectory,
                     inWorkDirectory("missing/directory"),
                     NULL};
    struct child child = startChild(tryThem, paths);
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    uint64_t after = now();
    endChild(&child);
    expectProcessTerminate(after, &facts);
    return actorEnd();
}
