/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Process fork: not an event that users see. The process cache learns from it what a process that
 * never executes a program of its own inherits.
 */
#ifndef SYSMON_PROC_FORK_C
#define SYSMON_PROC_FORK_C

#include "sysmonProcAccess.c"

ALWAYS_INLINE void sysmonProcFork(void* context, struct task_struct* parent,
                                  struct task_struct* child)
{
    if (READ_KERNEL(child, pid) != READ_KERNEL(child, tgid) || isOwnProcess())
        return; /* a thread */

    SYSMON_PROCESS_FORK event = {};
    beginRecord(&event.header, LinuxProcessFork, sizeof(event), child);
    fillProcessKey(&event.parent, parent);
    sendRecord(context, (struct telemetryRecord*)&event, sizeof(event));
    sysmonTraceInherited(context, child);
}

#endif
