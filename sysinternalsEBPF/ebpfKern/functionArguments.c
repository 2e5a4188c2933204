/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The arguments of a kernel function, for a program at its entry.
 */
#ifndef SYSINTERNALS_EBPF_FUNCTION_ARGUMENTS_C
#define SYSINTERNALS_EBPF_FUNCTION_ARGUMENTS_C

#include "sysinternalsEBPF_helpers.c"

ALWAYS_INLINE __u64 functionArgument(struct pt_regs* registers, int index)
{
#if defined(__TARGET_ARCH_x86)
    switch (index) {
    case 0:
        return registers->di;
    case 1:
        return registers->si;
    case 2:
        return registers->dx;
    case 3:
        return registers->cx;
    default:
        return registers->r8;
    }
#else
    return registers->regs[index];
#endif
}

/* Of an fentry program: as a number, since functions that are verified once take no typed pointers.
 */
ALWAYS_INLINE __u64 plainArgument(__u64* arguments, int index)
{
    __u64 value = 0;
    bpf_probe_read_kernel(&value, sizeof(value), arguments + index);
    return value;
}

#endif
