/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Process fork where there are no raw tracepoints: the record of the classic one does not lead to
 * the new task.
 */
#include "functionArguments.c"
#include "sysmonProcFork.c"

/* wake_up_new_task(child): called by the parent, and by nothing but fork, vfork and clone */
SEC("kprobe/wake_up_new_task")
int sysmonProcFork_kprobe(struct pt_regs* registers)
{
    sysmonProcFork(registers, (struct task_struct*)bpf_get_current_task(),
                   (struct task_struct*)functionArgument(registers, 0));
    return 0;
}
