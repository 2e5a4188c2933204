/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "mounts.h"

#include "actor.h"

#include <sched.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/stat.h>

struct mounts makeMounts(void)
{
    struct mounts mounts = {inWorkDirectory("memory"), inWorkDirectory("bound")};
    char* source = inWorkDirectory("source");
    makeDirectory(mounts.memory);
    makeDirectory(mounts.bound);
    makeDirectory(source);
    makeDirectory(join(source, "inner"));
    if (unshare(CLONE_NEWNS) < 0) unsupported("unshare(CLONE_NEWNS)");
    must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "private mounts");
    must(mount("none", mounts.memory, "tmpfs", 0, "mode=0777"), "tmpfs");
    must(mount(join(source, "inner"), mounts.bound, NULL, MS_BIND, NULL), "bind mount");
    return mounts;
}
