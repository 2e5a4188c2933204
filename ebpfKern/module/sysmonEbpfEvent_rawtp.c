/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonEbpfEvent.c"

#define BPF_PROG_LOAD 5

/* bpf(command, attributes, size) */
SEC("raw_tracepoint/sys_exit")
int sysmonEbpfEvent_rawtp(struct syscallExit* context)
{
    __u32 command = callArgument(context->regs, isCompatCall(), 0);
    if (context->result < 0 || command != BPF_PROG_LOAD) return 0;
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    sysmonEbpfEvent(context, task, fileOfDescriptor(task, context->result), command);
    return 0;
}
