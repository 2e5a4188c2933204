/* SPDX-License-Identifier: MIT */
/* Arguments, and the first argument, that break careless output. */
#include "actor.h"

#include "hostile.h"

#include <stddef.h>

int main(void)
{
    actorBegin();
    char* idle = companion("idle");
    for (char* const* text = HOSTILE_TEXTS; *text; text++)
        runProgram(executeArguments, (char*[]){idle, "idle", *text, "after", NULL});
    runProgram(executeArguments, (char*[]){idle, HOSTILE_TEXTS[0], HOSTILE_TEXTS[1], NULL});
    return actorEnd();
}
