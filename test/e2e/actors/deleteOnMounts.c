/* SPDX-License-Identifier: MIT */
/* Paths lead through mounts: a tmpfs and a bind mount of a private mount namespace. */
#include "delete.h"

#include "mounts.h"

int main(void)
{
    actorBegin();
    struct mounts mounts = makeMounts();
    makeFile("memory/file");
    makeFile("bound/file");
    makeFile("bound/by other way");
    deleteName("memory/file", join(mounts.memory, "file"));
    deleteName("bound/file", join(mounts.bound, "file"));
    deleteName("source/inner/by other way", inWorkDirectory("source/inner/by other way"));
    return actorEnd();
}
