/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * File delete: a name other than a directory's was removed.
 */
#ifndef SYSMON_FILE_DELETE_C
#define SYSMON_FILE_DELETE_C

#include "sysmonHelpers.c"

#define AT_FDCWD (-100)
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
    if (!record || isOwnProcess()) return;

    char first = 0;
    bpf_probe_read_user(&first, sizeof(first), (const void*)name);
    struct fs_struct* fs = READ_KERNEL(task, fs);
    struct path base;
    if (first == '/')
        base = READ_KERNEL(fs, root);
    else if (directory == AT_FDCWD)
        base = READ_KERNEL(fs, pwd);
    else {
        struct file* file = fileOfDescriptor(task, directory);
        base = READ_KERNEL(file, f_path);
    }

    SYSMON_FILE_DELETE* event = &record->fileDelete;
    beginRecord(&event->header, FileDelete, sizeof(*event), task);
    appendPath(record, FileDeleteTarget, base.dentry, base.mnt);
    appendUserString(record, FileDeleteName, name);
    sendEvent(context, record, RecordSlotSyscall);
}

#endif
