/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * File made, as kprobes; the arguments that are read have been the same since 4.15.
 */
#include "functionArguments.c"
#include "sysmonFileMade.c"

SEC("kprobe/security_inode_create")
int sysmonFileMayBeMade_kprobe(void* context)
{
    (void)context;
    return fileMayBeMade();
}

SEC("kprobe/d_instantiate")
int sysmonDentryGetsInode_kprobe(struct pt_regs* registers)
{
    return dentryGetsInode((struct dentry*)functionArgument(registers, 0),
                           (struct inode*)functionArgument(registers, 1));
}

/* Since 4.16.11, and in distributions' older kernels, most file systems call this instead. */
SEC("kprobe/d_instantiate_new")
int sysmonDentryGetsNewInode_kprobe(struct pt_regs* registers)
{
    return dentryGetsInode((struct dentry*)functionArgument(registers, 0),
                           (struct inode*)functionArgument(registers, 1));
}
