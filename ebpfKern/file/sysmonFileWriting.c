/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Through which mount a name is changed, where the kernel has no hooks that get a path
 * (CONFIG_SECURITY_PATH: RHEL 8 has none). Who changes a name asks for writing to its mount first,
 * in the same thread, and ends that later:
 *
 *     mnt_want_write(mount)  security_inode_unlink(dir, dentry)  …  mnt_drop_write(mount)
 *
 * Overlayfs does the same below, for a mount of its own that hangs nowhere.
 */
#ifndef SYSMON_FILE_WRITING_C
#define SYSMON_FILE_WRITING_C

#include "sysmonHelpers.c"
#include "sysmonThreadNotes.c"

struct writing {
    __u64 mount;
    __u32 begun;   /* a name of its file system is being changed */
    __u32 creates; /* by vfs_create or vfs_mkobj */
};

/* From the beginning of writing to its end. */
THREAD_NOTES(Writing, struct writing)

/* A mount of overlayfs's own, with which no process has to do; the task's root may be alike. */
ALWAYS_INLINE bool isInternal(struct vfsmount* vfsMount)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct fs_struct* fs = READ_KERNEL(task, fs);
    struct mount* mount = mountOf(vfsMount);
    return READ_KERNEL(mount, mnt_parent) == mount && READ_KERNEL(fs, root.mnt) != vfsMount;
}

/* A note of a mount that could not be written to is left over, and replaced by the next. */
ALWAYS_INLINE int writingBegins(struct vfsmount* mount)
{
    struct writing* noted = notedWriting();
    if ((noted && noted->begun) || isInternal(mount)) return 0;
    struct writing writing = {.mount = (__u64)mount};
    noteWriting(&writing);
    return 0;
}

/* Opens make files without this function, and what they note is no name that a call gives. */
ALWAYS_INLINE int creatingBegins(void)
{
    struct writing* noted = notedWriting();
    if (noted && !noted->begun) noted->creates = 1;
    return 0;
}

ALWAYS_INLINE int writingEnds(struct vfsmount* mount)
{
    struct writing* noted = notedWriting();
    if (noted && noted->mount == (__u64)mount) forgetWriting();
    return 0;
}

ALWAYS_INLINE struct super_block* fileSystemOfDirectory(struct dentry* directory)
{
    struct inode* inode = READ_KERNEL(directory, d_inode);
    return READ_KERNEL(inode, i_sb);
}

/*
 * The mount through which `dentry` is about to be changed; NULL: by nobody but the kernel, or not
 * by what sets `creates` where that is asked for.
 */
ALWAYS_INLINE struct vfsmount* takeWriting(struct dentry* dentry, bool creates)
{
    struct writing* noted = notedWriting();
    if (!noted || noted->begun) return 0;
    struct vfsmount* vfsMount = (struct vfsmount*)noted->mount;
    struct mount* mount = mountOf(vfsMount);
    if (fileSystemOfDirectory(READ_KERNEL(dentry, d_parent)) !=
        fileSystemOfDirectory(READ_KERNEL(mount, mnt.mnt_root)))
        return 0;
    if (creates && !noted->creates) return 0;
    noted->begun = 1;
    return vfsMount;
}

#endif
