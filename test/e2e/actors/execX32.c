/* SPDX-License-Identifier: MIT */
/* execve as an x32 program calls it. */
#include "actor.h"
#include "calls32.h"
#include "callsX32.h"

static void executeByX32Call(const void* program)
{
    uint32_t* arguments = lowMemory(3 * sizeof(*arguments));
    arguments[0] = text32("idle");
    arguments[1] = text32("by an x32 call");
    callX32(X32_EXECVE, text32(program), address32(arguments), 0, 0, 0, 0);
}

int main(void)
{
    actorBegin();
    requireCallsX32();
    runProgram(executeByX32Call, companion("idle"));
    return actorEnd();
}
