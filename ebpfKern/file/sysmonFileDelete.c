/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * File delete: a name other than a directory's was removed.
 */
#ifndef SYSMON_FILE_DELETE_C
#define SYSMON_FILE_DELETE_C

#include "sysmonHelpers.c"

#define AT_REMOVEDIR 0x200

/*
 * From the exit of the call. The kernel has dropped the dentry by then, so the name is what the
 * program passed: `name` in its memory, relative to `directory`. A hook that runs during the call
 * sees the dentry itself; this form is for kernels that allow none.
 */
ALWAYS_INLINE void sysmonFileDelete(void* context, struct task_struct* task, int directory,
                                    __u64 name)
{
    struct recordMemory* record = recordMemory(RecordSlotSyscall);
    if (!record) return;
    SYSMON_FILE_DELETE* event = &record->fileDelete;
    beginRecord(&event->header, FileDelete, sizeof(*event), task);
    event->fileMode = 0;
    event->inode = 0;
    event->deviceMajor = 0;
    event->deviceMinor = 0;
    event->reserved = 0;
    appendPassedName(record, task, directory, name, FileDeleteTarget, FileDeleteName);
    sendEvent(context, record, RecordSlotSyscall);
}

/* Whether somebody may have the file open, or run it: else nobody looks for it. */
ALWAYS_INLINE bool mayBeOpen(bool typed, struct dentry* dentry)
{
    struct dentry___typed* described = (struct dentry___typed*)dentry;
    return !bpf_core_field_exists(described->d_lockref.count) ||
           READ(typed, described, d_lockref.count) > 1;
}

ALWAYS_INLINE void fillRemovedFile(bool typed, SYSMON_FILE_DELETE* event, struct dentry* dentry)
{
    event->inode = 0;
    event->deviceMajor = 0;
    event->deviceMinor = 0;
    if (!mayBeOpen(typed, dentry)) return;
    struct inode* inode = READ(typed, dentry, d_inode);
    struct super_block* superBlock = READ(typed, inode, i_sb);
    __u32 device = READ(typed, superBlock, s_dev);
    event->inode = READ(typed, inode, i_ino);
    event->deviceMajor = device >> 20;
    event->deviceMinor = device & 0xfffff;
}

/* While the kernel removes `dentry`, which still has its name, its place and its inode. */
ALWAYS_INLINE void sysmonFileRemoved(bool typed, void* context, struct task_struct* task,
                                     enum recordSlot slot, struct dentry* dentry,
                                     struct vfsmount* mount, __u32 fileMode)
{
    struct recordMemory* record = recordMemory(slot);
    if (!record) return;
    SYSMON_FILE_DELETE* event = &record->fileDelete;
    beginRecord(&event->header, FileDelete, sizeof(*event), task);
    event->fileMode = fileMode;
    event->reserved = 0;
    fillRemovedFile(typed, event, dentry);
    sendWithPath(typed, context, record, slot, FileDeleteTarget, dentry, mount);
}

#endif
