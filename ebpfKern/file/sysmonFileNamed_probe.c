/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Where mknod, link and symlink come to the name that they will give. The arguments of these
 * functions have been the same since 4.15.
 */
#include "functionArguments.c"
#include "sysmonFileNamed.c"

SEC("fentry/security_path_mknod")
int sysmonMknodBegins_fentry(__u64* arguments)
{
    return nameBegins((struct path*)plainArgument(arguments, 0),
                      (struct dentry*)plainArgument(arguments, 1));
}

SEC("kprobe/security_path_mknod")
int sysmonMknodBegins_kprobe(struct pt_regs* registers)
{
    return nameBegins((struct path*)functionArgument(registers, 0),
                      (struct dentry*)functionArgument(registers, 1));
}

SEC("fentry/security_path_symlink")
int sysmonSymlinkBegins_fentry(__u64* arguments)
{
    return nameBegins((struct path*)plainArgument(arguments, 0),
                      (struct dentry*)plainArgument(arguments, 1));
}

SEC("kprobe/security_path_symlink")
int sysmonSymlinkBegins_kprobe(struct pt_regs* registers)
{
    return nameBegins((struct path*)functionArgument(registers, 0),
                      (struct dentry*)functionArgument(registers, 1));
}

SEC("fentry/security_path_link")
int sysmonLinkBegins_fentry(__u64* arguments)
{
    return nameBegins((struct path*)plainArgument(arguments, 1),
                      (struct dentry*)plainArgument(arguments, 2));
}

SEC("kprobe/security_path_link")
int sysmonLinkBegins_kprobe(struct pt_regs* registers)
{
    return nameBegins((struct path*)functionArgument(registers, 1),
                      (struct dentry*)functionArgument(registers, 2));
}
