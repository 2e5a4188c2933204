/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "sysmonProcFork.c"

/* sched/sched_process_fork: (parent, child) */
SEC("raw_tracepoint/sched_process_fork")
int sysmonProcFork_rawtp(__u64* context)
{
    sysmonProcFork(context, (struct task_struct*)context[0], (struct task_struct*)context[1]);
    return 0;
}
