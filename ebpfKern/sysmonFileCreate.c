/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * File create: an open made a regular file, or cut an existing one to nothing; or a regular file or
 * a symbolic link came to be under a name.
 */
#ifndef SYSMON_FILE_CREATE_C
#define SYSMON_FILE_CREATE_C

#include "sysmonHelpers.c"

#define FMODE_PATH 0x4000      /* opened with O_PATH: neither created nor cut */
#define FMODE_CREATED 0x100000 /* this very open made the file; kernel 4.19 and later */
#define OPEN_CREATE 00000100   /* O_CREAT */
#define OPEN_TRUNCATE 00001000 /* O_TRUNC */

/* Whether an open with these flags can create or cut a file: most opens end here. */
ALWAYS_INLINE bool opensForCreation(__u64 openFlags)
{
    return openFlags & (OPEN_CREATE | OPEN_TRUNCATE);
}

ALWAYS_INLINE void beginFileCreate(struct recordMemory* record, struct task_struct* task,
                                   __u32 fileMode)
{
    SYSMON_FILE_CREATE* event = &record->fileCreate;
    beginRecord(&event->header, FileCreate, sizeof(*event), task);
    event->fileMode = fileMode;
    event->reserved = 0;
}

/* `file`, with an inode of type and permissions `fileMode`, is what an open with `openFlags`
 * returned to the running task. */
ALWAYS_INLINE void sysmonFileCreate(void* context, struct task_struct* task, struct file* file,
                                    __u32 fileMode, __u64 openFlags)
{
    if ((fileMode & INODE_TYPE) != INODE_REGULAR) return;
    __u32 mode = READ_KERNEL(file, f_mode);
    bool cut = (openFlags & OPEN_TRUNCATE) && !(mode & FMODE_PATH);
    if (!(mode & FMODE_CREATED) && !cut) return;

    struct recordMemory* record = recordMemory(RecordSlotSyscall);
    if (!record || isOwnProcess()) return;
    beginFileCreate(record, task, fileMode);
    appendPath(record, RecordSlotSyscall, FileCreateTarget, READ_KERNEL(file, f_path.dentry),
               READ_KERNEL(file, f_path.mnt));
    sendEvent(context, record);
}

/*
 * A call other than open gave `name`, relative to `directory`, to a file. At its exit no structure
 * leads from the task to the new dentry, so the name is what the program passed.
 */
ALWAYS_INLINE void sysmonFileNamed(void* context, struct task_struct* task, int directory,
                                   __u64 name, __u32 fileMode)
{
    struct recordMemory* record = recordMemory(RecordSlotSyscall);
    if (!record || isOwnProcess()) return;
    beginFileCreate(record, task, fileMode);
    appendPassedName(record, RecordSlotSyscall, task, directory, name, FileCreateTarget,
                     FileCreateName);
    sendEvent(context, record);
}

/* While the kernel gives a file of `fileMode` the name and the place of `dentry`. */
ALWAYS_INLINE void sysmonFileMoved(void* context, struct task_struct* task, enum recordSlot slot,
                                   struct dentry* dentry, struct vfsmount* mount, __u32 fileMode)
{
    struct recordMemory* record = recordMemory(slot);
    if (!record) return;
    beginFileCreate(record, task, fileMode);
    appendPath(record, slot, FileCreateTarget, dentry, mount);
    sendEvent(context, record);
}

#endif
