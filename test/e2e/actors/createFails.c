/* SPDX-License-Identifier: MIT */
/* Calls that fail make nothing and log nothing. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* As a user who may not: neither make a file here nor cut this one. */
static void failAsNobody(const void* argument)
{
    (void)argument;
    must(setresuid(65534, 65534, 65534), "setresuid");
    mustFail("forbidden create", open("closed/new", O_CREAT | O_WRONLY, 0644));
    mustFail("forbidden truncate", open("file", O_WRONLY | O_TRUNC));
    _exit(0);
}

int main(void)
{
    actorBegin();
    createFile("file", 0, inWorkDirectory("file"));
    must(mkdir("closed", 0700), "mkdir");
    createLink("loop", "loop");
    mustFail("O_EXCL", open("file", O_CREAT | O_EXCL | O_WRONLY, 0644));
    mustFail("O_EXCL|O_TRUNC", open("file", O_CREAT | O_EXCL | O_WRONLY | O_TRUNC, 0644));
    mustFail("O_EXCL on a link", open("loop", O_CREAT | O_EXCL | O_WRONLY, 0644));
    mustFail("link to itself", open("loop", O_CREAT | O_WRONLY, 0644));
    mustFail("missing directory", open("missing/file", O_CREAT | O_WRONLY, 0644));
    mustFail("file as directory", open("file/file", O_CREAT | O_WRONLY, 0644));
    mustFail("directory", open("closed", O_CREAT | O_WRONLY, 0644));
    mustFail("empty name", open("", O_CREAT | O_WRONLY, 0644));
    mustFail("bad address", openat(AT_FDCWD, (const char*)8, O_CREAT | O_WRONLY, 0644));
    struct child child = startChild(failAsNobody, NULL);
    if (endChild(&child) != 0) fail("child");
    return actorEnd();
}
