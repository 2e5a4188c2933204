/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Opens, as fentry and fexit, and as kprobe and kretprobe. A kretprobe knows no arguments, so the
 * entry notes the file by thread.
 *
 * The kernel has places for a few calls only whose return a kretprobe waits for; the returns of
 * others are missed. Any user may leave calls of vfs_open waiting (opens of fifos), so devices are
 * seen at the functions that open them.
 */
#include "functionArguments.c"
#include "sysmonFileOpenHooks.c"

/* security_file_open(file), until 4.18 with a second argument */
#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/security_file_open")
int sysmonFileOpens_fentry(__u64* arguments)
{
    return fileOpens(true, arguments, (struct file*)arguments[0]);
}
#endif

SEC("kprobe/security_file_open")
int sysmonFileOpens_kprobe(struct pt_regs* registers)
{
    return fileOpens(false, registers, (struct file*)functionArgument(registers, 0));
}

#ifndef COPY_BY_TAIL_CALLS
/* vfs_open(path, file) */
SEC("fexit/vfs_open")
int sysmonFileOpenEnded_fexit(__u64* arguments)
{
    struct path* path = (struct path*)arguments[0];
    struct dentry* dentry = path->dentry;
    struct inode* inode = dentry->d_inode;
    __u32 mode = inode->i_mode;
    if (!isOpenOfInterest(mode)) return 0;
    return fileOpenEnded(arguments, (struct file*)plainArgument(arguments, 1), mode,
                         plainArgument(arguments, 2));
}

/* do_truncate([idmap,] dentry, length, times, file) */
SEC("fexit/do_truncate")
int sysmonFileCut_fexit(__u64* arguments)
{
    int before = argumentsBefore();
    if (!(plainArgument(arguments, before + 2) & ATTR_OPEN)) return 0;
    return fileCut(arguments, (struct file*)plainArgument(arguments, before + 3),
                   plainArgument(arguments, before + 4));
}
#endif

struct noted {
    __u64 file;
    __u32 mode; /* of an open; 0: of a cut */
    __u32 reserved;
};

THREAD_NOTES(File, struct noted)

/* A note that is still there is of a call whose return was missed. */
ALWAYS_INLINE void countMissed(const struct noted* noted)
{
    if (!noted->mode)
        countLost(FileCreate, 1);
    else if (isDevice(noted->mode))
        countLost(RawAccessRead, 1);
}

ALWAYS_INLINE int noteOf(__u64 file, __u32 mode)
{
    struct noted noted = {.file = file, .mode = mode};
    struct noted* missed = notedFile();
    if (missed) countMissed(missed);
    noteFile(&noted);
    return 0;
}

/* Stacked file systems open other files meanwhile, but none of interest. */
ALWAYS_INLINE bool takeNoted(bool opened, struct noted* ret_noted)
{
    struct noted* noted = notedFile();
    if (!noted || (noted->mode != 0) != opened) return false;
    *ret_noted = *noted;
    forgetFile();
    return true;
}

/*
 * vfs_open(path, file), until 4.18 with a third argument. Of memory: what is told of it ends here.
 */
SEC("kprobe/vfs_open")
int sysmonFileOpenBegins_kprobe(struct pt_regs* registers)
{
    struct path* path = (struct path*)functionArgument(registers, 0);
    __u32 mode = modeOfDentry(READ_KERNEL(path, dentry));
    return mode == PROC_MEMORY_MODE ? noteOf(functionArgument(registers, 1), mode) : 0;
}

ALWAYS_INLINE int notedOpenEnded(struct pt_regs* registers)
{
    struct noted noted;
    if (!takeNoted(true, &noted)) return 0;
    return fileOpenEnded(registers, (struct file*)noted.file, noted.mode,
                         functionResult(registers));
}

SEC("kretprobe/vfs_open")
int sysmonFileOpenEnded_kretprobe(struct pt_regs* registers)
{
    return notedOpenEnded(registers);
}

/* chrdev_open(inode, file) and blkdev_open(inode, file) */
ALWAYS_INLINE int deviceOpens(struct pt_regs* registers)
{
    struct inode* inode = (struct inode*)functionArgument(registers, 0);
    __u32 mode = READ_KERNEL(inode, i_mode);
    return isRawDevice(inode, mode) ? noteOf(functionArgument(registers, 1), mode) : 0;
}

SEC("kprobe/chrdev_open")
int sysmonCharacterOpens_kprobe(struct pt_regs* registers)
{
    return deviceOpens(registers);
}

SEC("kretprobe/chrdev_open")
int sysmonCharacterOpened_kretprobe(struct pt_regs* registers)
{
    return notedOpenEnded(registers);
}

SEC("kprobe/blkdev_open")
int sysmonBlockOpens_kprobe(struct pt_regs* registers)
{
    return deviceOpens(registers);
}

SEC("kretprobe/blkdev_open")
int sysmonBlockOpened_kretprobe(struct pt_regs* registers)
{
    return notedOpenEnded(registers);
}

SEC("kprobe/do_truncate")
int sysmonFileCutBegins_kprobe(struct pt_regs* registers)
{
    __u64 third = functionArgument(registers, 2);
    __u64 fourth = functionArgument(registers, 3);
    __u64 fifth = functionArgument(registers, 4);
    /* Else clang chooses among places in the registers, which the verifier does not allow. */
    asm volatile("" : "+r"(third), "+r"(fourth), "+r"(fifth));
    bool before = argumentsBefore();
    if (!((before ? fourth : third) & ATTR_OPEN)) return 0;
    return noteOf(before ? fifth : fourth, 0);
}

SEC("kretprobe/do_truncate")
int sysmonFileCut_kretprobe(struct pt_regs* registers)
{
    struct noted noted;
    if (!takeNoted(false, &noted)) return 0;
    return fileCut(registers, (struct file*)noted.file, functionResult(registers));
}
