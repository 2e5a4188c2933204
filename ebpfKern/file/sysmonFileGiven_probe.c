/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * mknod, link and symlink, and pins of BPF objects, at the functions that do them and say whether
 * they could, as fexit and as kretprobe. Whatever asks (io_uring, 32-bit calls) comes this way, and
 * a call that was answered without being run (seccomp) does not.
 *
 *     security_path_mknod, …_link, …_symlink   vfs_create, vfs_mkobj, vfs_link, vfs_symlink return
 *
 * The first knows the mount. Stacked file systems call the second again for names of their own
 * below, which are not the one that was noted.
 */
#include "functionArguments.c"
#include "sysmonFileNamed.c"

/* The thread's note, if it is of this very name. */
ALWAYS_INLINE bool takeBegunNameOf(struct dentry* dentry, struct begunName* ret_begun)
{
    struct begunName* noted = notedBegunName();
    if (!noted || noted->dentry != (__u64)dentry) return false;
    if (noted->directory != (__u64)READ_KERNEL(dentry, d_parent)) return false;
    *ret_begun = *noted;
    forgetBegunName();
    return true;
}

ALWAYS_INLINE int nameGiven(void* context, enum recordSlot slot, const struct begunName* begun,
                            __u32 mode)
{
    if (!isFileOrLink(mode)) return 0;
    sysmonFileAppeared(context, (struct task_struct*)bpf_get_current_task(), slot,
                       (struct dentry*)begun->dentry, (struct vfsmount*)begun->mount, mode);
    return 0;
}

#ifndef COPY_BY_TAIL_CALLS
/*
 * Where the name's dentry is among the arguments depends on the kernel; it is the one that was
 * noted. A file system may leave it without an inode, to be looked up anew: `mode` tells then.
 */
ALWAYS_INLINE int nameGivenByCall(__u64* arguments, int count, enum recordSlot slot, __u32 mode)
{
    struct begunName begun;
    if ((int)plainResult(arguments, count + argumentsBefore()) != 0) return 0;
    if (!takeBegunNameOf((struct dentry*)plainArgument(arguments, 1), &begun) &&
        !takeBegunNameOf((struct dentry*)plainArgument(arguments, 2), &begun) &&
        !takeBegunNameOf((struct dentry*)plainArgument(arguments, 3), &begun))
        return 0;
    __u32 known = modeOfDentry((struct dentry*)begun.dentry);
    return nameGiven(arguments, slot, &begun, known ? known : mode);
}

/* vfs_create([idmap,] directory, dentry, mode, exclusive); since 6.19 without two of them */
SEC("fexit/vfs_create")
int sysmonFileMade_fexit(__u64* arguments)
{
    return nameGivenByCall(arguments, 4, RecordSlotNode, INODE_REGULAR);
}

/* vfs_mkobj(dentry, mode, function, its argument); without a note it is a message queue's */
SEC("fexit/vfs_mkobj")
int sysmonObjectMade_fexit(__u64* arguments)
{
    struct begunName begun;
    if ((int)plainArgument(arguments, 4) != 0) return 0;
    if (!takeBegunNameOf((struct dentry*)plainArgument(arguments, 0), &begun)) return 0;
    return nameGiven(arguments, RecordSlotNode, &begun, INODE_REGULAR);
}

/* vfs_symlink([idmap,] directory, dentry, text) */
SEC("fexit/vfs_symlink")
int sysmonSymlinkMade_fexit(__u64* arguments)
{
    return nameGivenByCall(arguments, 3, RecordSlotSymlink, INODE_LINK);
}

/* vfs_link(old dentry, [idmap,] directory, dentry, delegated) */
SEC("fexit/vfs_link")
int sysmonLinkMade_fexit(__u64* arguments)
{
    struct dentry* old = (struct dentry*)plainArgument(arguments, 0);
    return nameGivenByCall(arguments, 4, RecordSlotLink, modeOfDentry(old));
}
#endif

/*
 * As kprobes: the entry finds out whether the call is about the noted name, which opens note, too.
 * When the function returns for a name below that of a stacked file system, the noted one has no
 * inode yet.
 */
ALWAYS_INLINE int callBegins(__u64 first, __u64 second, __u64 third)
{
    struct begunName* noted = notedBegunName();
    if (noted && (noted->dentry == first || noted->dentry == second || noted->dentry == third))
        noted->given = 1;
    return 0;
}

SEC("kprobe/vfs_create")
int sysmonFileIsMade_kprobe(struct pt_regs* registers)
{
    return callBegins(functionArgument(registers, 1), functionArgument(registers, 2), 0);
}

SEC("kprobe/vfs_mkobj")
int sysmonObjectIsMade_kprobe(struct pt_regs* registers)
{
    return callBegins(functionArgument(registers, 0), 0, 0);
}

SEC("kprobe/vfs_symlink")
int sysmonSymlinkIsMade_kprobe(struct pt_regs* registers)
{
    return callBegins(functionArgument(registers, 1), functionArgument(registers, 2), 0);
}

SEC("kprobe/vfs_link")
int sysmonLinkIsMade_kprobe(struct pt_regs* registers)
{
    return callBegins(functionArgument(registers, 1), functionArgument(registers, 2),
                      functionArgument(registers, 3));
}

ALWAYS_INLINE int nameGivenByProbe(struct pt_regs* registers, enum recordSlot slot)
{
    struct begunName begun;
    struct begunName* noted = notedBegunName();
    if ((int)functionResult(registers) != 0 || !noted || !noted->given) return 0;
    __u32 mode = modeOfDentry((struct dentry*)noted->dentry);
    if (!mode || !takeBegunNameOf((struct dentry*)noted->dentry, &begun)) return 0;
    forgetMadeFile();
    return nameGiven(registers, slot, &begun, mode);
}

SEC("kretprobe/vfs_create")
int sysmonFileMade_kretprobe(struct pt_regs* registers)
{
    return nameGivenByProbe(registers, RecordSlotNode);
}

SEC("kretprobe/vfs_mkobj")
int sysmonObjectMade_kretprobe(struct pt_regs* registers)
{
    return nameGivenByProbe(registers, RecordSlotNode);
}

SEC("kretprobe/vfs_symlink")
int sysmonSymlinkMade_kretprobe(struct pt_regs* registers)
{
    return nameGivenByProbe(registers, RecordSlotSymlink);
}

SEC("kretprobe/vfs_link")
int sysmonLinkMade_kretprobe(struct pt_regs* registers)
{
    return nameGivenByProbe(registers, RecordSlotLink);
}
