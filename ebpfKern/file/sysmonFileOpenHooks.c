/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Opens as the kernel does them, whoever asks: system calls, io_uring, a handle, a core dump.
 *
 *     the file system makes the file   security_file_open(file)   the file's own open
 *     vfs_open(path, file) returns     do_truncate(…, file) returns
 *
 * A file that its open made (FMODE_CREATED; before 4.19 see sysmonFileMade.c) is there whatever
 * becomes of the open, so it is reported at the first function, which all file systems lead
 * through, those that look and make in one step, too. It comes after the making and before what can
 * still refuse the open: Landlock, the file's own open, O_DIRECT. Stacked file systems open the
 * files below without it.
 *
 * A device counts when its open has succeeded, and O_TRUNC when the file has been cut: do_truncate
 * comes last in an open, also on file systems whose server has cut the file already.
 */
#ifndef SYSMON_FILE_OPEN_HOOKS_C
#define SYSMON_FILE_OPEN_HOOKS_C

#include "sysmonFileNamed.c"
#include "sysmonProcAccessHooks.c"
#include "sysmonRawAccessRead.c"

#define ATTR_OPEN 0x8000 /* do_truncate is part of an open */

/* Whether the open that comes to its file has made it. The notes of the call go with it. */
#ifdef CREATION_BY_TIME
ALWAYS_INLINE bool hasMadeFile(bool typed, struct file* file)
{
    (void)typed;
    struct opening opening = {.flags = READ_KERNEL(file, f_flags)};
    if ((opening.flags & OPEN_CREATE) && hasHook(PseudoFileMade)) takeMadeFile(&opening);
    return wasCreated(file, &opening);
}
#else
ALWAYS_INLINE bool hasMadeFile(bool typed, struct file* file)
{
    bool created = READ(typed, file, f_mode) & FMODE_CREATED;
    if (created && hasHook(PseudoFileMade)) forgetBegunName();
    return created;
}
#endif

ALWAYS_INLINE int fileOpens(bool typed, void* context, struct file* file)
{
    struct inode* inode = READ(typed, file, f_inode);
    __u32 mode = READ(typed, inode, i_mode);
    if (!hasMadeFile(typed, file)) {
        if (mode == PROC_MEMORY_MODE) memoryOpens(file);
        return 0;
    }
    if ((mode & INODE_TYPE) != INODE_REGULAR) return 0;
    struct dentry* dentry = READ(typed, file, f_path.dentry);
    sysmonFileAppearedFrom(typed, context, (struct task_struct*)bpf_get_current_task(),
                           RecordSlotOpened, dentry, READ(typed, file, f_path.mnt), mode);
    return 0;
}

/* Whether the open of something with an inode of `mode` is looked at when it is over. */
ALWAYS_INLINE bool isOpenOfInterest(__u32 mode)
{
    return mode == PROC_MEMORY_MODE || isDevice(mode);
}

/* An open of interest ended with `result`. */
ALWAYS_INLINE int fileOpenEnded(void* context, struct file* file, __u32 mode, int result)
{
    if (mode == PROC_MEMORY_MODE) forgetMemoryOpen();
    if (result != 0) return 0;
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct inode* inode = READ_KERNEL(file, f_inode);
    if (mode == PROC_MEMORY_MODE && !hasHook(PseudoProcessAccess))
        sysmonMemoryOpened(context, task, file, inode);
    if (isDevice(mode)) sysmonRawAccessRead(context, task, RecordSlotDevice, file, inode, mode);
    return 0;
}

/*
 * The magic number of a file system. Where no source of offsets knows the member: it stands so far
 * behind `s_dev`, since before 4.15.
 */
#define MAGIC_BEHIND_DEVICE 80

ALWAYS_INLINE __u64 fileSystemOf(struct inode* inode)
{
    struct super_block* superBlock = READ_KERNEL(inode, i_sb);
    if (bpf_core_field_exists(superBlock->s_magic)) return READ_KERNEL(superBlock, s_magic);
    __u64 magic = 0;
    __u64 device = (__u64)__builtin_preserve_access_index(&superBlock->s_dev);
    bpf_probe_read_kernel(&magic, sizeof(magic), (const void*)(device + MAGIC_BEHIND_DEVICE));
    return magic;
}

/*
 * Files that are no storage: to write to them is to tell the kernel something, and the shell's
 * O_TRUNC cuts nothing.
 */
ALWAYS_INLINE bool isKernelInterface(struct inode* inode)
{
    switch (fileSystemOf(inode)) {
    case 0x9fa0:     /* proc */
    case 0x62656572: /* sysfs */
    case 0x0027e0eb: /* cgroup */
    case 0x63677270: /* cgroup2 */
    case 0x64626720: /* debugfs */
    case 0x74726163: /* tracefs */
    case 0x73636673: /* securityfs */
    case 0x62656570: /* configfs */
    case 0xf97cff8c: /* selinuxfs */
        return true;
    default:
        return false;
    }
}

/* An open cut `file` to nothing, or could not. */
ALWAYS_INLINE int fileCut(void* context, struct file* file, int result)
{
    if (result != 0) return 0;
    struct inode* inode = READ_KERNEL(file, f_inode);
    __u32 mode = READ_KERNEL(inode, i_mode);
    if ((mode & INODE_TYPE) != INODE_REGULAR || isKernelInterface(inode)) return 0;
    sysmonFileAppeared(context, (struct task_struct*)bpf_get_current_task(), RecordSlotTruncated,
                       READ_KERNEL(file, f_path.dentry), READ_KERNEL(file, f_path.mnt), mode);
    return 0;
}

#endif
