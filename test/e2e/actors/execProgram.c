/* SPDX-License-Identifier: MIT */
/* fork, exec, wait: the plain case, with arguments that need no care. */
#include "actor.h"

int main(void)
{
    actorBegin();
    char* idle = companion("idle");
    runProgram(executeArguments, (char*[]){idle, "idle", "-a", "first argument", "two", NULL});
    return actorEnd();
}
