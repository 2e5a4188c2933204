/* SPDX-License-Identifier: MIT */
/* A program whose name was removed before it was executed, and one where that happened after. */
#define _GNU_SOURCE
#include "actor.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void executeDescriptor(const void* descriptor)
{
    syscall(SYS_execveat, *(const int*)descriptor, "", (char*[]){"gone", NULL}, environ,
            AT_EMPTY_PATH);
}

static void deleteBefore(const char* program)
{
    char* copy = inWorkDirectory("deleted before");
    copyProgram(program, copy);
    int fd = must(open(copy, O_RDONLY | O_CLOEXEC), copy);
    must(unlink(copy), copy);
    runUnnamedProgram(executeDescriptor, &fd, program);
    close(fd);
}

/* Event 1 has the name as it was then; event 5 tells of the same image. */
static void deleteAfter(const char* program)
{
    char* copy = inWorkDirectory("deleted after");
    copyProgram(program, copy);
    struct child child = startChild(executeArguments, (char*[]){copy, "going", NULL});
    awaitReady(&child);
    struct facts facts = factsOf(child.processId);
    facts.program = program;
    expectProcessCreate(child.started, &facts, &self);
    must(unlink(copy), copy);
    uint64_t after = now();
    endChild(&child);
    expectProcessTerminate(after, &facts);
}

int main(void)
{
    actorBegin();
    char* program = companion("idle");
    deleteBefore(program);
    deleteAfter(program);
    return actorEnd();
}
