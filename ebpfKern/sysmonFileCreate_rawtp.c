/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonFileCreate.c"

ALWAYS_INLINE int fileCreateOnExit(struct syscallExit* context, __u64 openFlags)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (context->result < 0 || !opensForCreation(openFlags)) return 0;
    sysmonFileCreate(context, task, fileOfDescriptor(task, context->result), openFlags);
    return 0;
}

/* open(path, flags, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileOpen_rawtp(struct syscallExit* context)
{
    return fileCreateOnExit(context, callArgument(context->regs, isCompatCall(), 1));
}

/* creat(path, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileCreat_rawtp(struct syscallExit* context)
{
    return fileCreateOnExit(context, OPEN_CREATE | OPEN_TRUNCATE);
}

/* openat(directory, path, flags, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileOpenAt_rawtp(struct syscallExit* context)
{
    return fileCreateOnExit(context, callArgument(context->regs, isCompatCall(), 2));
}

/*
 * openat2(directory, path, how, size): `how` starts with the flags. They lie in the caller's
 * memory, where it can change them meanwhile: that hides a cut at most, never a creation, if any
 * flag that passes opensForCreation is assumed.
 */
SEC("raw_tracepoint/sys_exit")
int sysmonFileOpenAt2_rawtp(struct syscallExit* context)
{
    __u64 flags = 0;
    bpf_probe_read_user(&flags, sizeof(flags),
                        (const void*)callArgument(context->regs, isCompatCall(), 2));
    return fileCreateOnExit(context, flags | OPEN_CREATE);
}
