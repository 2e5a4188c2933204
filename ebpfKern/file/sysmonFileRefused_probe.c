/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * From 5.7 to 6.3 an open with O_CREAT and O_DIRECTORY makes a regular file and is refused then, as
 * it is no directory, before it comes to security_file_open:
 *
 *     security_path_mknod(directory, dentry)  the file system  d_instantiate(dentry)
 *     do_filp_open returns -ENOTDIR
 *
 * The first notes the name (sysmonFileNamed.c), the second that it was this open that made it. File
 * systems that look and make in one step pass the first only.
 */
#include "functionArguments.c"
#include "sysmonFileNamed.c"

#define ERROR_NOT_A_DIRECTORY (-20)

/* `dentry` gets an inode, which it had not when the file system was asked. */
ALWAYS_INLINE int namedIsMade(struct dentry* dentry)
{
    struct begunName* noted = notedBegunName();
    if (noted && noted->dentry == (__u64)dentry) noted->made = 1;
    return 0;
}

ALWAYS_INLINE int openRefused(void* context, __s64 result)
{
    struct begunName begun;
    if (result != ERROR_NOT_A_DIRECTORY || !takeBegunName(&begun) || !begun.made) return 0;
    struct dentry* dentry = (struct dentry*)begun.dentry;
    __u32 mode = modeOfDentry(dentry);
    if ((mode & INODE_TYPE) != INODE_REGULAR) return 0;
    sysmonFileAppeared(context, (struct task_struct*)bpf_get_current_task(), RecordSlotRefused,
                       dentry, (struct vfsmount*)begun.mount, mode);
    return 0;
}

SEC("fentry/d_instantiate")
int sysmonNamedIsMade_fentry(__u64* arguments)
{
    return namedIsMade((struct dentry*)plainArgument(arguments, 0));
}

SEC("fentry/d_instantiate_new")
int sysmonNamedIsMadeNew_fentry(__u64* arguments)
{
    return namedIsMade((struct dentry*)plainArgument(arguments, 0));
}

/* do_filp_open(directory, name, flags) */
SEC("fexit/do_filp_open")
int sysmonOpenRefused_fexit(__u64* arguments)
{
    return openRefused(arguments, plainArgument(arguments, 3));
}

SEC("kprobe/d_instantiate")
int sysmonNamedIsMade_kprobe(struct pt_regs* registers)
{
    return namedIsMade((struct dentry*)functionArgument(registers, 0));
}

SEC("kprobe/d_instantiate_new")
int sysmonNamedIsMadeNew_kprobe(struct pt_regs* registers)
{
    return namedIsMade((struct dentry*)functionArgument(registers, 0));
}

SEC("kretprobe/do_filp_open")
int sysmonOpenRefused_kretprobe(struct pt_regs* registers)
{
    return openRefused(registers, functionResult(registers));
}
