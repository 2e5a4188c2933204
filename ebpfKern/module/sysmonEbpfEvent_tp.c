/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "classicTracepoints.c"
#include "sysmonEbpfEvent.c"
#include "sysmonFileNamed.c"

/* bpf(command, attributes, size) */
SEC("tracepoint/syscalls/sys_exit_bpf")
int sysmonEbpfEvent_tp(struct callExit* context)
{
    struct callArguments arguments;
    if (!takeArguments(&arguments) || context->result < 0) return 0;
    __u32 command = arguments.values[0];
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (command == BPF_PROG_LOAD && isActive(PseudoProgramLoad))
        sysmonEbpfEvent(context, task, fileOfDescriptor(task, context->result), command);
    else if (command == BPF_OBJ_PIN && isActive(PseudoFileName))
        sysmonObjectPinned(context, task, arguments.values[1]);
    return 0;
}
