/* SPDX-License-Identifier: MIT */
/* A current directory whose name was removed: shown as /proc shows it. */
#include "actor.h"

#include <unistd.h>

static void executeInDeleted(const void* directory)
{
    must(chdir(directory), directory);
    must(rmdir(directory), directory);
    executeArguments((char*[]){companion("idle"), "homeless", NULL});
}

int main(void)
{
    actorBegin();
    char* directory = inWorkDirectory("gone");
    makeDirectory(directory);
    runProgram(executeInDeleted, directory);
    return actorEnd();
}
