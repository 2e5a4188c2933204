/* SPDX-License-Identifier: MIT */
/* Files made, named and removed by the calls of 32-bit programs. */
#define _GNU_SOURCE
#include "create.h"
#include "oldCalls.h"

#include <errno.h>
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

static int call(const char* name, int number, int a, int b, int c, int d)
{
    int result = oldCall(number, a, b, c, d, 0);
    if (result >= 0) return result;
    errno = -result;
    fail(name);
}

static void create(const char* name, int number, int a, int b, int c, int d)
{
    uint64_t after = now();
    int fd = call(name, number, a, b, c, d);
    expectFileCreate(after, &self, inWorkDirectory(name));
    if (fd > 0) close(fd);
}

static void delete (const char* name, int number, int a, int b)
{
    uint64_t after = now();
    call(name, number, a, b, 0, 0);
    expectFileDelete(after, &self, inWorkDirectory(name));
}

int main(void)
{
    actorBegin();
    needOldCalls();
    const int here = AT_FDCWD, flags = O_CREAT | O_WRONLY;
    create("a", OPEN, low("a"), flags, 0644, 0);
    create("b", CREAT, low("b"), 0644, 0, 0);
    create("c", OPENAT, here, low("c"), flags, 0644);
    create("d", LINK, low("a"), low("d"), 0, 0);
    create("e", LINKAT, here, low("a"), here, low("e"));
    create("f", SYMLINK, low("a"), low("f"), 0, 0);
    create("g", SYMLINKAT, low("a"), here, low("g"), 0);
    create("h", MKNOD, low("h"), 0100644, 0, 0);
    create("i", MKNODAT, here, low("i"), 0100644, 0);
    create("j", RENAME, low("i"), low("j"), 0, 0);
    create("k", RENAMEAT, here, low("j"), here, low("k"));
    create("l", RENAMEAT2, here, low("k"), here, low("l"));
    delete ("a", UNLINK, low("a"), 0);
    delete ("b", UNLINKAT, here, low("b"));
    return actorEnd();
}
