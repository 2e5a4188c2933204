/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonTEMPLATE.c"

/* SYSCALL(descriptor, ...): its number and that of 32-bit programs go into kRawSyscalls */
SEC("raw_tracepoint/sys_exit")
int sysmonTEMPLATE_rawtp(struct syscallExit* context)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (context->result < 0) return 0;
    sysmonTEMPLATE(context, task,
                   fileOfDescriptor(task, callArgument(context->regs, isCompatCall(), 0)),
                   context->result);
    return 0;
}
