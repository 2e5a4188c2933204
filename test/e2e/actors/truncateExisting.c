/* SPDX-License-Identifier: MIT */
/* An existing regular file that is cut to nothing by being opened counts as created. */
#define _GNU_SOURCE
#include "create.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void fill(const char* name)
{
    int file = must(open(name, O_WRONLY), name);
    must(write(file, "content", 7), name);
    close(file);
}

int main(void)
{
    actorBegin();
    char* path = inWorkDirectory("file");
    createFile("file", 0, path);
    fill("file");
    uint64_t after = now();
    expectCreatedBy("open", open("file", O_WRONLY | O_TRUNC), after, path);
    fill("file");
    createFile("file", O_TRUNC, path);
    fill("file");
    after = now();
    expectCreatedBy("openat", openat(AT_FDCWD, path, O_RDWR | O_TRUNC), after, path);
#ifdef SYS_creat
    fill("file");
    after = now();
    expectCreatedBy("creat", syscall(SYS_creat, "file", 0644), after, path);
#endif
    return actorEnd();
}
