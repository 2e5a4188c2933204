/* SPDX-License-Identifier: MIT */
/* Paths lead through mounts: a tmpfs and a bind mount of a private mount namespace. */
#include "create.h"

#include "mounts.h"

int main(void)
{
    actorBegin();
    struct mounts mounts = makeMounts();
    createFile("memory/file", 0, join(mounts.memory, "file"));
    makeDirectory(join(mounts.memory, "directory"));
    createFile("memory/directory/file", 0, join(mounts.memory, "directory/file"));
    createFile("bound/file", 0, join(mounts.bound, "file"));
    createFile("source/inner/by other way", 0, inWorkDirectory("source/inner/by other way"));
    return actorEnd();
}
