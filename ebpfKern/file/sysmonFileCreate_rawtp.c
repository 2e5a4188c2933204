/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonFileOpened.c"

/* open(path, flags, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileOpen_rawtp(struct syscallExit* context)
{
    return fileOpened(context, context->result, callArgument(context->regs, isCompatCall(), 1),
                      BEGAN_UNSEEN);
}

/* creat(path, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileCreat_rawtp(struct syscallExit* context)
{
    return fileOpened(context, context->result, OPEN_CREATE | OPEN_TRUNCATE, BEGAN_UNSEEN);
}

/* openat(directory, path, flags, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileOpenAt_rawtp(struct syscallExit* context)
{
    return fileOpened(context, context->result, callArgument(context->regs, isCompatCall(), 2),
                      BEGAN_UNSEEN);
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
    return fileOpened(context, context->result, flags | OPEN_CREATE, BEGAN_UNSEEN);
}
