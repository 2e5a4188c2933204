/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Programs on kernel functions: as fentry, which costs least and needs the kernel's BTF, and as
 * kprobe. The arguments of these functions have been the same since 4.15.
 */
#include "functionArguments.c"
#include "sysmonFileHooks.c"

ALWAYS_INLINE struct vfsmount* mountOfPath(__u64 address)
{
    struct path* path = (struct path*)address;
    return READ_KERNEL(path, mnt);
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/security_path_unlink")
int sysmonUnlinkBegins_fentry(__u64* arguments)
{
    return unlinkBegins(mountOfPath(plainArgument(arguments, 0)),
                        (struct dentry*)plainArgument(arguments, 1));
}
#endif

SEC("kprobe/security_path_unlink")
int sysmonUnlinkBegins_kprobe(struct pt_regs* registers)
{
    return unlinkBegins(mountOfPath(functionArgument(registers, 0)),
                        (struct dentry*)functionArgument(registers, 1));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/d_delete")
int sysmonDentryDeleted_fentry(__u64* arguments)
{
    return dentryDeleted(arguments, (struct dentry*)plainArgument(arguments, 0));
}
#endif

SEC("kprobe/d_delete")
int sysmonDentryDeleted_kprobe(struct pt_regs* registers)
{
    return dentryDeleted(registers, (struct dentry*)functionArgument(registers, 0));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/security_path_rename")
int sysmonRenameBegins_fentry(__u64* arguments)
{
    return renameBegins((struct dentry*)plainArgument(arguments, 1),
                        mountOfPath(plainArgument(arguments, 2)),
                        (struct dentry*)plainArgument(arguments, 3));
}
#endif

SEC("kprobe/security_path_rename")
int sysmonRenameBegins_kprobe(struct pt_regs* registers)
{
    return renameBegins((struct dentry*)functionArgument(registers, 1),
                        mountOfPath(functionArgument(registers, 2)),
                        (struct dentry*)functionArgument(registers, 3));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/d_move")
int sysmonDentryMoved_fentry(__u64* arguments)
{
    return dentryMoved(arguments, (struct dentry*)plainArgument(arguments, 0));
}
#endif

SEC("kprobe/d_move")
int sysmonDentryMoved_kprobe(struct pt_regs* registers)
{
    return dentryMoved(registers, (struct dentry*)functionArgument(registers, 0));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/d_exchange")
int sysmonDentriesExchanged_fentry(__u64* arguments)
{
    return dentriesExchanged(arguments, (struct dentry*)plainArgument(arguments, 0));
}
#endif

SEC("kprobe/d_exchange")
int sysmonDentriesExchanged_kprobe(struct pt_regs* registers)
{
    return dentriesExchanged(registers, (struct dentry*)functionArgument(registers, 0));
}

#ifdef COPY_BY_TAIL_CALLS
SEC("kprobe")
int sysmonFileMovedNext_kprobe(struct pt_regs* registers)
{
    return fileMovedNext(registers);
}
#endif
