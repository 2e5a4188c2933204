/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * A system call among the registers that the kernel saved when it began: its number, its arguments,
 * and whether a 32-bit program made it.
 */
#ifndef SYSINTERNALS_EBPF_CALL_REGISTERS_C
#define SYSINTERNALS_EBPF_CALL_REGISTERS_C

#include "sysinternalsEBPF_helpers.c"

#if defined(__TARGET_ARCH_x86)

#define CALL_NUMBER orig_ax
#define COMPAT_FLAG_SET(status) ((status)&0x0002) /* TS_COMPAT */
#define COMPAT_FLAGS thread_info.status
#define X32_CALL 0x40000000u /* x32 programs mark the 64-bit number */

/* The caller's arguments are still in its registers at the exit: no program on the entry. */
#define CALL_ARGUMENT(READ, regs, compat, index)                                                   \
    switch (index) {                                                                               \
    case 0:                                                                                        \
        return compat ? (__u32)READ(regs, bx) : READ(regs, di);                                    \
    case 1:                                                                                        \
        return compat ? (__u32)READ(regs, cx) : READ(regs, si);                                    \
    case 2:                                                                                        \
        return compat ? (__u32)READ(regs, dx) : READ(regs, dx);                                    \
    case 3:                                                                                        \
        return compat ? (__u32)READ(regs, si) : READ(regs, r10);                                   \
    case 4:                                                                                        \
        return compat ? (__u32)READ(regs, di) : READ(regs, r8);                                    \
    default:                                                                                       \
        return compat ? (__u32)READ(regs, bp) : READ(regs, r9);                                    \
    }

ALWAYS_INLINE __u64 callArgumentUntyped(struct pt_regs* regs, bool compat,
                                        int index){CALL_ARGUMENT(READ_KERNEL, regs, compat, index)}

ALWAYS_INLINE __u64 callArgument(struct pt_regs* regs, bool compat, int index)
{
#ifdef BTF_TYPED_CALLS
    if (telemetryForm.typedCalls) CALL_ARGUMENT(READ_TYPED, regs, compat, index)
#endif
    return callArgumentUntyped(regs, compat, index);
}

#elif defined(__TARGET_ARCH_arm64)

#define CALL_NUMBER syscallno
#define COMPAT_FLAG_SET(flags) ((flags) & (1ul << 22)) /* TIF_32BIT */
#define COMPAT_FLAGS thread_info.flags
#define X32_CALL 0

ALWAYS_INLINE __u64 callArgumentUntyped(struct pt_regs* regs, bool compat, int index)
{
    (void)compat;
    return index == 0 ? READ_KERNEL(regs, orig_x0) : READ_KERNEL(regs, regs[index]);
}

ALWAYS_INLINE __u64 callArgument(struct pt_regs* regs, bool compat, int index)
{
    return callArgumentUntyped(regs, compat, index);
}

#endif

/* The first releases of 4.15 keep the flag elsewhere: there no call counts as one of 32 bits. */
ALWAYS_INLINE bool isCompatCallUntyped(void)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    return bpf_core_field_exists(task->COMPAT_FLAGS) &&
           COMPAT_FLAG_SET(READ_KERNEL(task, COMPAT_FLAGS));
}

#ifdef BTF_TYPED_CALLS
ALWAYS_INLINE bool isCompatCallBtf(void)
{
    if (!HAS_TYPED_TASK) return isCompatCallUntyped();
    struct task_struct* task = (struct task_struct*)bpf_get_current_task_btf();
    return COMPAT_FLAG_SET(task->COMPAT_FLAGS);
}
#endif

ALWAYS_INLINE bool isCompatCall(void)
{
#ifdef BTF_TYPED_CALLS
    if (telemetryForm.typedCalls) return isCompatCallBtf();
#endif
    return isCompatCallUntyped();
}

#endif
