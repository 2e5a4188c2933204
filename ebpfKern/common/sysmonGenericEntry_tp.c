/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The entry of each system call that is watched by classic tracepoints: the exit has its result
 * only. One program serves all of them.
 */
#include "classicTracepoints.c"

SEC("tracepoint/syscalls/sys_enter")
int sysmonGenericEntry_tp(struct callEntry* context)
{
    storeArguments(context);
    return 0;
}
