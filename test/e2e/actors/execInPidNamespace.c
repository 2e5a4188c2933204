/* SPDX-License-Identifier: MIT */
/* Process ids are those of the initial pid namespace, whatever the process itself sees. */
#define _GNU_SOURCE
#include "actor.h"

#include <sched.h>
#include <stddef.h>

int main(void)
{
    actorBegin();
    if (unshare(CLONE_NEWPID) < 0) unsupported("unshare(CLONE_NEWPID)");
    char* idle = companion("idle");
    runProgram(executeArguments, (char*[]){idle, "in pid namespace", NULL});
    return actorEnd();
}
