/* SPDX-License-Identifier: MIT */
/* A program in a chroot: its paths are those of the mount namespace, nothing is shortened. */
#include "actor.h"

#include <unistd.h>

static void executeInChroot(const void* root)
{
    must(chroot(root), "chroot");
    must(chdir("/directory"), "chdir");
    executeArguments((char*[]){"/directory/idle", "/directory/idle", "in chroot", NULL});
}

int main(void)
{
    actorBegin();
    char* root = inWorkDirectory("root");
    makeDirectory(root);
    makeDirectory(join(root, "directory"));
    copyProgram(companion("idle"), join(root, "directory/idle"));
    runProgram(executeInChroot, root);
    return actorEnd();
}
