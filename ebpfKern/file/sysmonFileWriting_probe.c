/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Deletes, renames and new names where the kernel has no hooks that get a path: see
 * sysmonFileWriting.c. The arguments of these functions have been the same since 4.15.
 */
#include "functionArguments.c"
#include "sysmonFileHooks.c"
#include "sysmonFileNamed.c"
#include "sysmonFileWriting.c"

SEC("kprobe/mnt_want_write")
int sysmonWritingBegins_kprobe(struct pt_regs* registers)
{
    return writingBegins((struct vfsmount*)functionArgument(registers, 0));
}

SEC("kprobe/mnt_drop_write")
int sysmonWritingEnds_kprobe(struct pt_regs* registers)
{
    return writingEnds((struct vfsmount*)functionArgument(registers, 0));
}

SEC("kprobe/security_inode_unlink")
int sysmonInodeUnlink_kprobe(struct pt_regs* registers)
{
    struct dentry* dentry = (struct dentry*)functionArgument(registers, 1);
    struct vfsmount* mount = takeWriting(dentry, false);
    return mount ? unlinkBegins(mount, dentry) : 0;
}

SEC("kprobe/security_inode_rename")
int sysmonInodeRename_kprobe(struct pt_regs* registers)
{
    struct dentry* oldDentry = (struct dentry*)functionArgument(registers, 1);
    struct dentry* newDentry = (struct dentry*)functionArgument(registers, 3);
    struct vfsmount* mount = takeWriting(newDentry, false);
    return mount ? renameBegins(false, oldDentry, mount, newDentry) : 0;
}

ALWAYS_INLINE int inodeIsMade(struct dentry* dentry, bool creates)
{
    struct vfsmount* mount = takeWriting(dentry, creates);
    return mount ? nameIsGiven(mount, dentry) : 0;
}

SEC("kprobe/vfs_create")
int sysmonCreatingBegins_kprobe(struct pt_regs* registers)
{
    (void)registers;
    return creatingBegins();
}

/* Pins of BPF objects; message queues are made in a mount of the kernel's own. */
SEC("kprobe/vfs_mkobj")
int sysmonPinningBegins_kprobe(struct pt_regs* registers)
{
    (void)registers;
    return creatingBegins();
}

SEC("kprobe/security_inode_create")
int sysmonInodeCreate_kprobe(struct pt_regs* registers)
{
    return inodeIsMade((struct dentry*)functionArgument(registers, 1), true);
}

SEC("kprobe/security_inode_symlink")
int sysmonInodeSymlink_kprobe(struct pt_regs* registers)
{
    return inodeIsMade((struct dentry*)functionArgument(registers, 1), false);
}

SEC("kprobe/security_inode_link")
int sysmonInodeLink_kprobe(struct pt_regs* registers)
{
    return inodeIsMade((struct dentry*)functionArgument(registers, 2), false);
}
