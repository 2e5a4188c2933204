/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Where mknod, link and symlink come to the name that they will give. The arguments of these
 * functions have been the same since 4.15.
 */
#include "callRegisters.c"
#include "functionArguments.c"
#include "sysmonFileNamed.c"

#if defined(__TARGET_ARCH_x86)
#define CALL_MKNOD 133
#define CALL_MKNODAT 259
#define CALL_BPF 321
#define COMPAT_CALL_MKNODAT 297
#define COMPAT_CALL_BPF 357
#else
#define CALL_MKNOD 33
#define CALL_MKNODAT 33
#define CALL_BPF 280
#define COMPAT_CALL_MKNODAT 324
#define COMPAT_CALL_BPF 386
#endif
#define COMPAT_CALL_MKNOD 14

/*
 * Opens with O_CREAT come to security_path_mknod, too. A note costs more than all that an open does
 * otherwise, and only PseudoFileMade of 5.6 and later wants that of an open.
 */
ALWAYS_INLINE bool isNoteUseless(void* context)
{
#ifndef COPY_BY_TAIL_CALLS
    if (hasHook(PseudoFileMade)) return false;
#endif
    struct pt_regs* registers = callerRegisters(context);
    if (!registers) return false;
    __u32 number = READ_KERNEL(registers, CALL_NUMBER) & ~X32_CALL;
    if (isCompatCallUntyped())
        return number != COMPAT_CALL_MKNOD && number != COMPAT_CALL_MKNODAT &&
               number != COMPAT_CALL_BPF;
    return number != CALL_MKNOD && number != CALL_MKNODAT && number != CALL_BPF;
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/security_path_mknod")
int sysmonMknodBegins_fentry(__u64* arguments)
{
    if (isNoteUseless(arguments)) return 0;
    return nameBegins(true, (struct path*)arguments[0], (struct dentry*)arguments[1]);
}
#endif

SEC("kprobe/security_path_mknod")
int sysmonMknodBegins_kprobe(struct pt_regs* registers)
{
    if (isNoteUseless(registers)) return 0;
    return nameBegins(false, (struct path*)functionArgument(registers, 0),
                      (struct dentry*)functionArgument(registers, 1));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/security_path_symlink")
int sysmonSymlinkBegins_fentry(__u64* arguments)
{
    return nameBegins(true, (struct path*)arguments[0], (struct dentry*)arguments[1]);
}
#endif

SEC("kprobe/security_path_symlink")
int sysmonSymlinkBegins_kprobe(struct pt_regs* registers)
{
    return nameBegins(false, (struct path*)functionArgument(registers, 0),
                      (struct dentry*)functionArgument(registers, 1));
}

#ifndef COPY_BY_TAIL_CALLS
SEC("fentry/security_path_link")
int sysmonLinkBegins_fentry(__u64* arguments)
{
    return nameBegins(true, (struct path*)arguments[1], (struct dentry*)arguments[2]);
}
#endif

SEC("kprobe/security_path_link")
int sysmonLinkBegins_kprobe(struct pt_regs* registers)
{
    return nameBegins(false, (struct path*)functionArgument(registers, 1),
                      (struct dentry*)functionArgument(registers, 2));
}
