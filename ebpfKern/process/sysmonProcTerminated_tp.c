/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "sysmonProcTerminated.c"

/* sched/sched_process_exit: in the task that ends */
SEC("tracepoint/sched/sched_process_exit")
int sysmonProcTerminated_tp(void* context)
{
    sysmonProcTerminated(context, (struct task_struct*)bpf_get_current_task());
    return 0;
}
