/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "sysmonProcCreate.c"

/* sched/sched_process_exec: in the task that has got a new image */
SEC("tracepoint/sched/sched_process_exec")
int sysmonProcCreate_tp(void* context)
{
    sysmonProcCreate(context, (struct task_struct*)bpf_get_current_task(), RecordSlotExec);
    return 0;
}
