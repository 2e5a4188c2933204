/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Before 4.19 an open that made its file looks like any other when it returns. What tells them
 * apart happens during the call:
 *
 *     security_inode_create(directory, dentry)  the file system  d_instantiate(dentry, inode)
 *
 * The first is passed by every open with O_CREAT of a name that the kernel does not know to be
 * there; the second only if the file system had no such file, and made it. So both are noted, by
 * thread, for security_file_open or the open's exit. File systems that look and make in one step
 * (NFS, CIFS, Ceph) may pass the first only.
 */
#ifndef SYSMON_FILE_MADE_C
#define SYSMON_FILE_MADE_C

#include "sysmonHelpers.c"
#include "sysmonThreadNotes.c"

/* What the opens of files know of their call. */
struct opening {
    __u64 flags;
    __u64 beganNs; /* CLOCK_MONOTONIC; 0: not seen */
    bool noted;    /* the kernel knew of no file of this name, so one may have been made: */
    __u64 madeDentry;
    __u64 madeInode;
};

#ifdef CREATION_BY_TIME

struct madeFile {
    __u64 dentry; /* 0: none was made yet */
    __u64 inode;
    __u64 notedNs;
};

/* A note without a file that is older than this is of an open that failed. */
#define NOTE_OF_OPEN_NS 1000000000ll

/* The opens that make files take their thread's note away. */
THREAD_NOTES(MadeFile, struct madeFile)

ALWAYS_INLINE int fileMayBeMade(void)
{
    struct madeFile nothingYet = {.notedNs = bpf_ktime_get_ns()};
    noteMadeFile(&nothingYet);
    return 0;
}

/* Of what stacked file systems make the last is the one that is opened. */
ALWAYS_INLINE int dentryGetsInode(struct dentry* dentry, struct inode* inode)
{
    struct madeFile* made = notedMadeFile();
    if (!made) return 0;
    made->dentry = (__u64)dentry;
    made->inode = (__u64)inode;
    return 0;
}

ALWAYS_INLINE void takeMadeFile(struct opening* opening)
{
    struct madeFile* made = notedMadeFile();
    if (!made) return;
    opening->noted = made->dentry || bpf_ktime_get_ns() - made->notedNs < NOTE_OF_OPEN_NS;
    if (!opening->beganNs) opening->beganNs = made->notedNs;
    opening->madeDentry = made->dentry;
    opening->madeInode = made->inode;
    forgetMadeFile();
}

/* Whether `file` is what this very call made. */
ALWAYS_INLINE bool isMadeFile(struct file* file, const struct opening* opening)
{
    struct dentry* dentry = READ_KERNEL(file, f_path.dentry);
    return opening->madeDentry == (__u64)dentry &&
           opening->madeInode == (__u64)READ_KERNEL(dentry, d_inode);
}

#else

ALWAYS_INLINE void takeMadeFile(struct opening* opening)
{
    (void)opening; /* the file itself tells */
}

ALWAYS_INLINE void forgetMadeFile(void) {}

#endif
#endif
