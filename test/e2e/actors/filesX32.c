/* SPDX-License-Identifier: MIT */
/* Files made, named and removed by the calls of x32 programs. */
#define _GNU_SOURCE
#include "callsX32.h"
#include "create.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void create(const char* name, int number, long a, long b, long c, long d, long e)
{
    uint64_t after = now();
    int fd = must(callX32(number, a, b, c, d, e, 0), name);
    expectFileCreate(after, &self, inWorkDirectory(name));
    if (fd > 0) close(fd);
}

static void delete (const char* name, int number, long a, long b)
{
    uint64_t after = now();
    must(callX32(number, a, b, 0, 0, 0, 0), name);
    expectFileDelete(after, &self, inWorkDirectory(name));
}

int main(void)
{
    actorBegin();
    requireCallsX32();
    const long here = AT_FDCWD, flags = O_CREAT | O_WRONLY, mode = S_IFREG | 0644;
    create("a", SYS_openat, here, (long)"a", flags, 0644, 0);
    create("b", SYS_linkat, here, (long)"a", here, (long)"b", 0);
    create("c", SYS_symlinkat, (long)"a", here, (long)"c", 0, 0);
    create("d", SYS_mknodat, here, (long)"d", mode, 0, 0);
    create("e", SYS_renameat2, here, (long)"d", here, (long)"e", 0);
    delete ("b", SYS_unlinkat, here, (long)"b");
#ifdef __x86_64__
    create("f", SYS_open, (long)"f", flags, 0644, 0, 0);
    create("g", SYS_creat, (long)"g", 0644, 0, 0, 0);
    create("h", SYS_link, (long)"a", (long)"h", 0, 0, 0);
    create("i", SYS_symlink, (long)"a", (long)"i", 0, 0, 0);
    create("j", SYS_mknod, (long)"j", mode, 0, 0, 0);
    create("k", SYS_rename, (long)"j", (long)"k", 0, 0, 0);
    create("l", SYS_renameat, here, (long)"k", here, (long)"l", 0);
    delete ("a", SYS_unlink, (long)"a", 0);
#endif
    return actorEnd();
}
