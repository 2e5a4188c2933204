/* SPDX-License-Identifier: MIT */
/* No arguments at all (the kernel makes one empty one of it since 5.18), and empty ones. */
#include "actor.h"

int main(void)
{
    actorBegin();
    char* idle = companion("idle");
    runProgram(executeArguments, (char*[]){idle, NULL});
    runProgram(executeArguments, (char*[]){idle, "", NULL});
    runProgram(executeArguments, (char*[]){idle, "idle", "", "", "x", "", NULL});
    runProgram(executeArguments, (char*[]){idle, " ", "  ", NULL});
    return actorEnd();
}
