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
    char* program = companion("idle");
    copyProgram(program, join(mounts.memory, "idle"));
    runUnnamedProgram(executeThere, mounts.memory, program); /* no name outside of the namespace */
    copyProgram(program, join(mounts.bound, "idle"));
    runUnnamedProgram(executeThere, mounts.bound, program);
    return actorEnd();
}
