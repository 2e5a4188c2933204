/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Process terminate: the last thread of a process ends.
 */
#ifndef SYSMON_PROC_TERMINATED_C
#define SYSMON_PROC_TERMINATED_C

#include "sysmonHelpers.c"

ALWAYS_INLINE void sysmonProcTerminated(void* context, struct task_struct* task)
{
    /*
     * A dying thread has left the count already. Two that die at the same time may both find it
     * at zero; user space knows the process and takes the first.
     */
    struct signal_struct* signal = READ_KERNEL(task, signal);
    if (READ_KERNEL(signal, live.counter) != 0 || isOwnProcess()) return;

    SYSMON_PROCESS_TERMINATE event;
    beginRecord(&event.header, ProcessTerminate, sizeof(event), task);
    sendRecord(context, (struct telemetryRecord*)&event, sizeof(event));
}

#endif
