/* SPDX-License-Identifier: MIT */
/* execve as a 32-bit program calls it. */
#include "actor.h"
#include "calls32.h"

enum { EXECVE = 11 };

static void executeBy32BitCall(const void* program)
{
    uint32_t* arguments = lowMemory(3 * sizeof(*arguments));
    arguments[0] = text32("idle");
    arguments[1] = text32("by int 0x80");
    call32(EXECVE, text32(program), address32(arguments), 0, 0);
}

int main(void)
{
    actorBegin();
    requireCalls32();
    runProgram(executeBy32BitCall, companion("idle"));
    return actorEnd();
}
