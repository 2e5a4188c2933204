/* SPDX-License-Identifier: MIT */
/* Programs and current directories on a tmpfs and on a bind mount of a private mount namespace. */
#define _GNU_SOURCE
#include "actor.h"

#include "mounts.h"

#include <unistd.h>

static void executeThere(const void* directory)
{
    must(chdir(directory), directory);
    executeArguments((char*[]){join(directory, "idle"), "mounted", NULL});
}

int main(void)
{
    actorBegin();
    struct mounts mounts = makeMounts();
    copyProgram(companion("idle"), join(mounts.memory, "idle"));
    runProgram(executeThere, mounts.memory);
    copyProgram(companion("idle"), join(mounts.bound, "idle"));
    runProgram(executeThere, mounts.bound);
    return actorEnd();
}
