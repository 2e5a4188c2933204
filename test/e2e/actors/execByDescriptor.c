/* SPDX-License-Identifier: MIT */
/* execveat relative to a directory, and of a descriptor (fexecve). */
#define _GNU_SOURCE
#include "actor.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void executeInDirectory(const void* program)
{
    char* directory = strdup(program);
    *strrchr(directory, '/') = '\0';
    int fd = must(open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC), directory);
    syscall(SYS_execveat, fd, "idle", (char*[]){"idle", "in directory", NULL}, environ, 0);
}

static void executeDescriptor(const void* program)
{
    int fd = must(open(program, O_RDONLY | O_CLOEXEC), program);
    syscall(SYS_execveat, fd, "", (char*[]){"idle", "descriptor", NULL}, environ, AT_EMPTY_PATH);
}

int main(void)
{
    actorBegin();
    runProgram(executeInDirectory, companion("idle"));
    runProgram(executeDescriptor, companion("idle"));
    return actorEnd();
}
