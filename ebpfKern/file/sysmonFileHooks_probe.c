/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Programs on kernel functions: as fentry, which costs least and needs the kernel's BTF, and as
 * kprobe. The arguments of these functions have been the same since 4.15.
 */
#include "functionArguments.c"
#include "sysmonFileHooks.c"

ALWAYS_INLINE struct vfsmount* mountOfPath(bool typed, struct path* path)
{
    return READ(typed, path, mnt);
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/security_path_unlink")
int sysmonUnlinkBegins_fentry(__u64* arguments)
{
    return unlinkBegins(mountOfPath(true, (struct path*)arguments[0]),
                        (struct dentry*)arguments[1]);
}
#endif

SEC("kprobe/security_path_unlink")
int sysmonUnlinkBegins_kprobe(struct pt_regs* registers)
{
    return unlinkBegins(mountOfPath(false, (struct path*)functionArgument(registers, 0)),
                        (struct dentry*)functionArgument(registers, 1));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/d_delete")
int sysmonDentryDeleted_fentry(__u64* arguments)
{
    return dentryDeleted(true, arguments, (struct dentry*)arguments[0]);
}
#endif

SEC("kprobe/d_delete")
int sysmonDentryDeleted_kprobe(struct pt_regs* registers)
{
    return dentryDeleted(false, registers, (struct dentry*)functionArgument(registers, 0));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/security_path_rename")
int sysmonRenameBegins_fentry(__u64* arguments)
{
    return renameBegins(true, (struct dentry*)arguments[1],
                        mountOfPath(true, (struct path*)arguments[2]),
                        (struct dentry*)arguments[3]);
}
#endif

SEC("kprobe/security_path_rename")
int sysmonRenameBegins_kprobe(struct pt_regs* registers)
{
    return renameBegins(false, (struct dentry*)functionArgument(registers, 1),
                        mountOfPath(false, (struct path*)functionArgument(registers, 2)),
                        (struct dentry*)functionArgument(registers, 3));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/d_move")
int sysmonDentryMoved_fentry(__u64* arguments)
{
    return dentryMoved(true, arguments, (struct dentry*)arguments[0]);
}
#endif

SEC("kprobe/d_move")
int sysmonDentryMoved_kprobe(struct pt_regs* registers)
{
    return dentryMoved(false, registers, (struct dentry*)functionArgument(registers, 0));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/d_exchange")
int sysmonDentriesExchanged_fentry(__u64* arguments)
{
    return dentriesExchanged(true, arguments, (struct dentry*)arguments[0]);
}
#endif

SEC("kprobe/d_exchange")
int sysmonDentriesExchanged_kprobe(struct pt_regs* registers)
{
    return dentriesExchanged(false, registers, (struct dentry*)functionArgument(registers, 0));
}

#ifdef COPY_BY_TAIL_CALLS
SEC("kprobe")
int sysmonFileMovedNext_kprobe(struct pt_regs* registers)
{
    return fileMovedNext(registers);
}
#endif
