/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonFileDelete.c"

/* unlink(path) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileUnlink_rawtp(struct syscallExit* context)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (context->result == 0)
        sysmonFileDelete(context, task, AT_FDCWD, callArgument(context->regs, isCompatCall(), 0));
    return 0;
}

/* unlinkat(directory, path, flags) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileUnlinkAt_rawtp(struct syscallExit* context)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    bool compat = isCompatCall();
    if (context->result != 0 || (callArgument(context->regs, compat, 2) & AT_REMOVEDIR)) return 0;
    sysmonFileDelete(context, task, (int)callArgument(context->regs, compat, 0),
                     callArgument(context->regs, compat, 1));
    return 0;
}
