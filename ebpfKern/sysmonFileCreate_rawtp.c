/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonFileCreate.c"
#include "sysmonProcAccess.c"
#include "sysmonRawAccessRead.c"

/* Whatever an open can mean: one program per call looks at the file once. */
ALWAYS_INLINE int fileOpened(struct syscallExit* context, __u64 openFlags)
{
    if (context->result < 0) return 0;
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct file* file = fileOfDescriptor(task, context->result);
    struct inode* inode = READ_KERNEL(file, f_inode);
    __u32 fileMode = READ_KERNEL(inode, i_mode);
    if (opensForCreation(openFlags)) sysmonFileCreate(context, task, file, fileMode, openFlags);
    if ((fileMode & INODE_TYPE) == INODE_BLOCK) sysmonRawAccessRead(context, task, file);
    if (fileMode == PROC_MEMORY_MODE) sysmonMemoryOpened(context, task, file, inode);
    return 0;
}

/* open(path, flags, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileOpen_rawtp(struct syscallExit* context)
{
    return fileOpened(context, callArgument(context->regs, isCompatCall(), 1));
}

/* creat(path, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileCreat_rawtp(struct syscallExit* context)
{
    return fileOpened(context, OPEN_CREATE | OPEN_TRUNCATE);
}

/* openat(directory, path, flags, mode) */
SEC("raw_tracepoint/sys_exit")
int sysmonFileOpenAt_rawtp(struct syscallExit* context)
{
    return fileOpened(context, callArgument(context->regs, isCompatCall(), 2));
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
    return fileOpened(context, flags | OPEN_CREATE);
}
