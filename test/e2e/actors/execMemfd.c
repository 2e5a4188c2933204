/* SPDX-License-Identifier: MIT */
/* A program that was never in any directory. */
#define _GNU_SOURCE
#include "actor.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <unistd.h>

static int copyToMemory(const char* program, const char* name)
{
    int source = must(open(program, O_RDONLY | O_CLOEXEC), program);
    int memory = memfd_create(name, MFD_CLOEXEC);
    if (memory < 0) unsupported("memfd_create");
    ssize_t sent;
    while ((sent = sendfile(memory, source, NULL, 1 << 20)) > 0)
        continue;
    must(sent, "copy");
    close(source);
    return memory;
}

static void executeDescriptor(const void* descriptor)
{
    syscall(SYS_execveat, *(const int*)descriptor, "", (char*[]){"in memory", "x", NULL}, environ,
            AT_EMPTY_PATH);
}

int main(int argc, char** argv)
{
    actorBegin();
    /* The harness gives the name, so that it can ask for the events of just this file. */
    if (argc != 2) fail("usage: execMemfd NAME");
    char* program = companion("idle");
    int memory = copyToMemory(program, argv[1]);
    runUnnamedProgram(executeDescriptor, &memory, program);
    return actorEnd();
}
