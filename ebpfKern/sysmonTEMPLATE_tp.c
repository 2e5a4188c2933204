/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "classicTracepoints.c"
#include "sysmonTEMPLATE.c"

/* SYSCALL(descriptor, ...): goes into kClassicSyscalls */
SEC("tracepoint/syscalls/sys_exit_SYSCALL")
int sysmonTEMPLATE_tp(struct callExit* context)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct callArguments arguments;
    if (!takeArguments(&arguments) || context->result < 0) return 0;
    sysmonTEMPLATE(context, task, fileOfDescriptor(task, arguments.values[0]), context->result);
    return 0;
}
