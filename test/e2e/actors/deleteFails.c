/* SPDX-License-Identifier: MIT */
/* Calls that fail remove nothing and log nothing. */
#define _GNU_SOURCE
#include "delete.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void mustFail(const char* call, int result)
{
    if (result < 0) return;
    errno = 0;
    fail(call);
}

static void failAsNobody(const void* argument)
{
    (void)argument;
    must(setresuid(65534, 65534, 65534), "setresuid");
    mustFail("forbidden", unlink("closed/file"));
    mustFail("forbidden", unlinkat(AT_FDCWD, "closed/file", 0));
    _exit(0);
}

int main(void)
{
    actorBegin();
    must(mkdir("closed", 0755), "mkdir");
    makeFile("closed/file");
    mustFail("missing", unlink("missing"));
    mustFail("missing", unlinkat(AT_FDCWD, "missing", 0));
    mustFail("missing directory", unlink("missing/file"));
    mustFail("directory", unlink("closed"));
    mustFail("directory", unlinkat(AT_FDCWD, "closed", 0));
    mustFail("AT_REMOVEDIR of a file", unlinkat(AT_FDCWD, "closed/file", AT_REMOVEDIR));
    mustFail("bad descriptor", unlinkat(999, "file", 0));
    mustFail("unknown flag", unlinkat(AT_FDCWD, "closed/file", 0x40000000));
    mustFail("empty name", unlink(""));
    struct child child = startChild(failAsNobody, NULL);
    if (endChild(&child) != 0) fail("child");
    return actorEnd();
}
