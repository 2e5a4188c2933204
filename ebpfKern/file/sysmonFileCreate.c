/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * File create: an open made a regular file, or cut an existing one to nothing; or a regular file or
 * a symbolic link came to be under a name.
 */
#ifndef SYSMON_FILE_CREATE_C
#define SYSMON_FILE_CREATE_C

#include "sysmonFileMade.c"

#define FMODE_PATH 0x4000       /* opened with O_PATH: neither created nor cut */
#define FMODE_CREATED 0x100000  /* this very open made the file; kernel 4.19 and later */
#define OPEN_CREATE 00000100    /* O_CREAT */
#define OPEN_EXCLUSIVE 00000200 /* O_EXCL */
#define OPEN_TRUNCATE 00001000  /* O_TRUNC */

/* Whether an open with these flags can create or cut a file: most opens end here. */
ALWAYS_INLINE bool opensForCreation(__u64 openFlags)
{
    return openFlags & (OPEN_CREATE | OPEN_TRUNCATE);
}

#ifdef CREATION_BY_TIME
#define FIRST_WITH_FMODE_CREATED (4ull << 32 | 19 << 16) /* kernel 4.19 */
#define TICK_NS 10000000ll /* the kernel's time stamps lag behind by up to so much */
#define OPEN_NS 20000000ll /* what an open takes, where its beginning was not seen */

/* A file that was changed since the call began, in contents and inode at once, is likely new. */
ALWAYS_INLINE bool looksCreated(struct file* file, __u64 beganNs, int64_t realTimeAheadNs)
{
    struct inode* inode = READ_KERNEL(file, f_inode);
    if (!bpf_core_field_exists(inode->i_ctime)) return false;
    int64_t changed = nanosecondsOf(READ_KERNEL(inode, i_ctime));
    int64_t modified = nanosecondsOf(READ_KERNEL(inode, i_mtime));
    int64_t began = beganNs ? (int64_t)beganNs : (int64_t)bpf_ktime_get_ns() - OPEN_NS;
    return changed == modified && changed >= began + realTimeAheadNs - TICK_NS;
}

/*
 * Before 4.19 an open that made its file is known by what hooks noted meanwhile, see
 * sysmonFileMade.c; by O_EXCL and the file's times where there are no hooks, or the file system
 * passes by.
 */
ALWAYS_INLINE bool wasCreated(struct file* file, const struct opening* opening)
{
    __u32 zero = 0;
    struct telemetrySettings* settings = bpf_map_lookup_elem(&telemetrySettings, &zero);
    if (!settings) return false;
    if (settings->kernel >= FIRST_WITH_FMODE_CREATED)
        return READ_KERNEL(file, f_mode) & FMODE_CREATED;
    if (!(opening->flags & OPEN_CREATE)) return false;
    if (settings->hooks & TELEMETRY_HOOK_BIT(PseudoFileMade)) {
        if (!opening->noted) return false;
        if (opening->madeDentry) return isMadeFile(file, opening);
    }
    if (opening->flags & OPEN_EXCLUSIVE) return true;
    return looksCreated(file, opening->beganNs, settings->realTimeAheadNs);
}
#else
ALWAYS_INLINE bool wasCreated(struct file* file, const struct opening* opening)
{
    (void)opening;
    return READ_KERNEL(file, f_mode) & FMODE_CREATED;
}
#endif

ALWAYS_INLINE void beginFileCreate(struct recordMemory* record, struct task_struct* task,
                                   __u32 fileMode)
{
    SYSMON_FILE_CREATE* event = &record->fileCreate;
    beginRecord(&event->header, FileCreate, sizeof(*event), task);
    event->fileMode = fileMode;
    event->reserved = 0;
}

/* `file`, with an inode of type and permissions `fileMode`, is what an open returned to the
 * running task. */
ALWAYS_INLINE void sysmonFileCreate(void* context, struct task_struct* task, struct file* file,
                                    __u32 fileMode, const struct opening* opening)
{
    if ((fileMode & INODE_TYPE) != INODE_REGULAR) return;
    __u32 mode = READ_KERNEL(file, f_mode);
    bool cut = (opening->flags & OPEN_TRUNCATE) && !(mode & FMODE_PATH);
    if (!cut && !wasCreated(file, opening)) return;

    struct recordMemory* record = recordMemory(RecordSlotSyscall);
    if (!record) return;
    beginFileCreate(record, task, fileMode);
    appendPath(record, FileCreateTarget, READ_KERNEL(file, f_path.dentry),
               READ_KERNEL(file, f_path.mnt));
    sendEvent(context, record, RecordSlotSyscall);
}

/*
 * A call other than open gave `name`, relative to `directory`, to a file. At its exit no structure
 * leads from the task to the new dentry, so the name is what the program passed.
 */
ALWAYS_INLINE void sysmonFileNamed(void* context, struct task_struct* task, int directory,
                                   __u64 name, __u32 fileMode)
{
    struct recordMemory* record = recordMemory(RecordSlotSyscall);
    if (!record) return;
    beginFileCreate(record, task, fileMode);
    appendPassedName(record, task, directory, name, FileCreateTarget, FileCreateName);
    sendEvent(context, record, RecordSlotSyscall);
}

/*
 * A file of `fileMode` was made under the name and in the place of `dentry`, or is just given that,
 * or was cut to nothing there.
 */
ALWAYS_INLINE void sysmonFileAppearedFrom(bool typed, void* context, struct task_struct* task,
                                          enum recordSlot slot, struct dentry* dentry,
                                          struct vfsmount* mount, __u32 fileMode)
{
    struct recordMemory* record = recordMemory(slot);
    if (!record) return;
    beginFileCreate(record, task, fileMode);
    sendWithPath(typed, context, record, slot, FileCreateTarget, dentry, mount);
}

ALWAYS_INLINE void sysmonFileAppeared(void* context, struct task_struct* task, enum recordSlot slot,
                                      struct dentry* dentry, struct vfsmount* mount, __u32 fileMode)
{
    sysmonFileAppearedFrom(false, context, task, slot, dentry, mount, fileMode);
}

#endif
