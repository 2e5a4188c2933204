/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "classicTracepoints.c"
#include "sysmonFileOpened.c"

/* open(path, flags, mode) */
SEC("tracepoint/syscalls/sys_exit_open")
int sysmonFileOpen_tp(struct callExit* context)
{
    struct callArguments arguments;
    if (!takeArguments(&arguments)) return 0;
    return fileOpened(context, context->result, arguments.values[1], arguments.entryNs);
}

/* creat(path, mode) */
SEC("tracepoint/syscalls/sys_exit_creat")
int sysmonFileCreat_tp(struct callExit* context)
{
    struct callArguments arguments;
    if (!takeArguments(&arguments)) return 0;
    return fileOpened(context, context->result, OPEN_CREATE | OPEN_TRUNCATE, arguments.entryNs);
}

/* openat(directory, path, flags, mode) */
SEC("tracepoint/syscalls/sys_exit_openat")
int sysmonFileOpenAt_tp(struct callExit* context)
{
    struct callArguments arguments;
    if (!takeArguments(&arguments)) return 0;
    return fileOpened(context, context->result, arguments.values[2], arguments.entryNs);
}
