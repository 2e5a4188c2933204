/* SPDX-License-Identifier: MIT */
#include "create.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void createFile(const char* name, int flags, const char* path)
{
    uint64_t after = now();
    expectCreatedBy(name, open(name, O_CREAT | O_WRONLY | flags, 0644), after, path);
}

void expectCreatedBy(const char* call, int fd, uint64_t after, const char* path)
{
    must(fd, call);
    expectFileCreate(after, &self, path);
    close(fd);
}

void createLink(const char* text, const char* name)
{
    uint64_t after = now();
    must(symlink(text, name), name);
    expectFileCreate(after, &self, inWorkDirectory(name));
}

void mustOpen(const char* call, int fd)
{
    close(must(fd, call));
}

void mustFail(const char* call, int result)
{
    if (result < 0) return;
    errno = 0;
    fail(call);
}
