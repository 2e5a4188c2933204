/* SPDX-License-Identifier: MIT */
/* execve as a 32-bit program calls it. */
#include "actor.h"
#include "oldCalls.h"

#include <stddef.h>
#include <stdint.h>

enum { EXECVE = 11 };

static void executeByOldCall(const void* program)
{
    uint32_t* arguments = lowMemory(3 * sizeof(*arguments));
    arguments[0] = low("idle");
    arguments[1] = low("by int 0x80");
    oldCall(EXECVE, low(program), (int)(uintptr_t)arguments, 0, 0, 0);
}

int main(void)
{
    actorBegin();
    needOldCalls();
    runProgram(executeByOldCall, companion("idle"));
    return actorEnd();
}
