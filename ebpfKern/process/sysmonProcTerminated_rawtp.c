/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "sysmonProcTerminated.c"

/* sched/sched_process_exit: (task) */
SEC("raw_tracepoint/sched_process_exit")
int sysmonProcTerminated_rawtp(__u64* context)
{
    sysmonProcTerminated(context, (struct task_struct*)context[0]);
    return 0;
}
