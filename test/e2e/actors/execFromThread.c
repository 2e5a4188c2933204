/* SPDX-License-Identifier: MIT */
/*
 * execve from a thread that is not the process's first: the thread takes over the process id, the
 * other threads end without an event.
 */
#include "actor.h"

#include <unistd.h>

static void* executeInThread(void* argument)
{
    executeArguments(argument);
    fail("exec");
}

static void executeFromThread(const void* argument)
{
    runInThread(executeInThread, (void*)argument);
}

int main(void)
{
    actorBegin();
    char* idle = companion("idle");
    runProgram(executeFromThread, (char*[]){idle, "idle", "from a thread", NULL});
    return actorEnd();
}
