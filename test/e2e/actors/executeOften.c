/* SPDX-License-Identifier: MIT */
/* Executes a program as often as the argument says, as fast as can be: several of these at once. */
#include "actor.h"

#include <stdlib.h>

int main(int argc, char** argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 10;
    actorBegin();
    char* idle = companion("idle");
    for (int i = 0; i < count; i++)
        runProgram(executeArguments, (char*[]){idle, idle, NULL});
    return actorEnd();
}
