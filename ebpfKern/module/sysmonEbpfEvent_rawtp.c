/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonEbpfEvent.c"
#include "sysmonFileNamed.c"

/* bpf(command, attributes, size) */
SEC("raw_tracepoint/sys_exit")
int sysmonEbpfEvent_rawtp(struct syscallExit* context)
{
    bool compat = isCompatCall();
    __u32 command = callArgument(context->regs, compat, 0);
    if (context->result < 0) return 0;
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (command == BPF_PROG_LOAD && isActive(PseudoProgramLoad))
        sysmonEbpfEvent(context, task, fileOfDescriptor(task, context->result), command);
    else if (command == BPF_OBJ_PIN && isActive(PseudoFileName))
        sysmonObjectPinned(context, task, callArgument(context->regs, compat, 1));
    return 0;
}
