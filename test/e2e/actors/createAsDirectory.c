/* SPDX-License-Identifier: MIT */
/*
 * O_CREAT with O_DIRECTORY: kernels from 5.7 to 6.3 make the file and refuse to open it; older ones
 * open it.
 */
#define _GNU_SOURCE
#include "create.h"
#include "user.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void createRefused(const char* name)
{
    uint64_t after = now();
    int opened = open(name, O_CREAT | O_DIRECTORY | O_RDONLY, 0644);
    if (opened < 0 && errno != ENOTDIR && errno != EINVAL) fail(name);
    if (opened >= 0) close(opened);
    if (access(name, F_OK) == 0) expectFileCreate(after, &self, inWorkDirectory(name));
}

int main(void)
{
    becomeUser();
    actorBegin();
    createRefused("one");
    createFile("there already", 0, inWorkDirectory("there already"));
    mustFail("there already", open("there already", O_CREAT | O_DIRECTORY | O_RDONLY, 0644));
    createRefused("another");
    mustFail("another", open("another", O_CREAT | O_DIRECTORY | O_RDONLY, 0644));
    return actorEnd();
}
