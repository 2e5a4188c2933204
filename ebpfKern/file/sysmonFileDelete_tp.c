/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "classicTracepoints.c"
#include "sysmonFileDelete.c"

/* unlink(path) */
SEC("tracepoint/syscalls/sys_exit_unlink")
int sysmonFileUnlink_tp(struct callExit* context)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct callArguments arguments;
    if (takeArguments(&arguments) && context->result == 0)
        sysmonFileDelete(context, task, AT_FDCWD, arguments.values[0]);
    return 0;
}

/* unlinkat(directory, path, flags) */
SEC("tracepoint/syscalls/sys_exit_unlinkat")
int sysmonFileUnlinkAt_tp(struct callExit* context)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct callArguments arguments;
    if (!takeArguments(&arguments) || context->result != 0) return 0;
    if (!(arguments.values[2] & AT_REMOVEDIR))
        sysmonFileDelete(context, task, (int)arguments.values[0], arguments.values[1]);
    return 0;
}
