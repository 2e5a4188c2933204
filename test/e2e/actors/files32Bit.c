/* SPDX-License-Identifier: MIT */
/* Files made, named and removed by the calls of 32-bit programs. */
#define _GNU_SOURCE
#include "calls32.h"
#include "create.h"

#include <fcntl.h>
#include <unistd.h>

enum {
    OPEN = 5,
    CREAT = 8,
    LINK = 9,
    UNLINK = 10,
    MKNOD = 14,
    RENAME = 38,
    SYMLINK = 83,
    OPENAT = 295,
    MKNODAT = 297,
    UNLINKAT = 301,
    RENAMEAT = 302,
    LINKAT = 303,
    SYMLINKAT = 304,
    RENAMEAT2 = 353,
};

static void create(const char* name, int number, int a, int b, int c, int d)
{
    uint64_t after = now();
    int fd = must(call32(number, a, b, c, d), name);
    expectFileCreate(after, &self, inWorkDirectory(name));
    if (fd > 0) close(fd);
}

static void delete (const char* name, int number, int a, int b)
{
    uint64_t after = now();
    must(call32(number, a, b, 0, 0), name);
    expectFileDelete(after, &self, inWorkDirectory(name));
}

int main(void)
{
    actorBegin();
    requireCalls32();
    const int here = AT_FDCWD, flags = O_CREAT | O_WRONLY;
    create("a", OPEN, text32("a"), flags, 0644, 0);
    create("b", CREAT, text32("b"), 0644, 0, 0);
    create("c", OPENAT, here, text32("c"), flags, 0644);
    create("d", LINK, text32("a"), text32("d"), 0, 0);
    create("e", LINKAT, here, text32("a"), here, text32("e"));
    create("f", SYMLINK, text32("a"), text32("f"), 0, 0);
    create("g", SYMLINKAT, text32("a"), here, text32("g"), 0);
    create("h", MKNOD, text32("h"), 0100644, 0, 0);
    create("i", MKNODAT, here, text32("i"), 0100644, 0);
    create("j", RENAME, text32("i"), text32("j"), 0, 0);
    create("k", RENAMEAT, here, text32("j"), here, text32("k"));
    create("l", RENAMEAT2, here, text32("k"), here, text32("l"));
    delete ("a", UNLINK, text32("a"), 0);
    delete ("b", UNLINKAT, here, text32("b"));
    return actorEnd();
}
