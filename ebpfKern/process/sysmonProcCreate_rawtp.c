/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "sysmonProcCreate.c"

/* sched/sched_process_exec: (task, old pid, binprm) */
SEC("raw_tracepoint/sched_process_exec")
int sysmonProcCreate_rawtp(__u64* context)
{
    sysmonProcCreate(context, (struct task_struct*)context[0], RecordSlotExec);
    return 0;
}
