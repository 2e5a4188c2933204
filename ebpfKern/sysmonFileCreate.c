/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * File create: an open made a regular file, or cut an existing one to nothing.
 */
#ifndef SYSMON_FILE_CREATE_C
#define SYSMON_FILE_CREATE_C

#include "sysmonHelpers.c"

#define FMODE_PATH 0x4000      /* opened with O_PATH: neither created nor cut */
#define FMODE_CREATED 0x100000 /* this very open made the file; kernel 4.19 and later */
#define OPEN_CREATE 00000100   /* O_CREAT */
#define OPEN_TRUNCATE 00001000 /* O_TRUNC */
#define INODE_TYPE 0170000
#define INODE_REGULAR 0100000

/* Whether an open with these flags can create or cut a file: most opens end here. */
ALWAYS_INLINE bool opensForCreation(__u64 openFlags)
{
    return openFlags & (OPEN_CREATE | OPEN_TRUNCATE);
}

/* `file` is what an open with `openFlags` returned to the running task. */
ALWAYS_INLINE void sysmonFileCreate(void* context, struct task_struct* task, struct file* file,
                                    __u64 openFlags)
{
    struct inode* inode = READ_KERNEL(file, f_inode);
    __u32 mode = READ_KERNEL(file, f_mode);
    bool cut = (openFlags & OPEN_TRUNCATE) && !(mode & FMODE_PATH);
    if (!inode || (READ_KERNEL(inode, i_mode) & INODE_TYPE) != INODE_REGULAR) return;
    if (!(mode & FMODE_CREATED) && !cut) return;

    struct recordMemory* record = recordMemory(RecordSlotSyscall);
    if (!record || isOwnProcess()) return;
    SYSMON_FILE_CREATE* event = &record->fileCreate;
    beginRecord(&event->header, FileCreate, sizeof(*event), task);
    appendPath(record, FileCreateTarget, READ_KERNEL(file, f_path.dentry),
               READ_KERNEL(file, f_path.mnt));
    sendEvent(context, record, RecordSlotSyscall);
}

ALWAYS_INLINE int fileCreateOnExit(void* context, long result, __u64 openFlags)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (result < 0 || !opensForCreation(openFlags)) return 0;
    sysmonFileCreate(context, task, fileOfDescriptor(task, result), openFlags);
    return 0;
}

#endif
