/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The one program on the exit of system calls. Every call of the machine passes here, so it does
 * the least that can be done: the call's number picks a program of telemetryCallPrograms, and a
 * call whose slot is empty is left alone. Raw tracepoints see 32-bit calls, too.
 *
 * The library attaches the BTF-typed form where it loads (it reads registers without a helper call,
 * which saves a quarter of the cost) and the raw form elsewhere; the programs behind both are the
 * same and see the same context.
 */
#ifndef SYSINTERNALS_EBPF_SYSCALL_DISPATCH_C
#define SYSINTERNALS_EBPF_SYSCALL_DISPATCH_C

#include "sysinternalsEBPF_helpers.c"

/* Context of raw_tracepoint/sys_exit and of tp_btf/sys_exit. */
struct syscallExit {
    struct pt_regs* regs;
    long result;
};

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
    if (telemetryBtfTyped) CALL_ARGUMENT(READ_TYPED, regs, compat, index)
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

ALWAYS_INLINE bool isCompatCallUntyped(void)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    return COMPAT_FLAG_SET(READ_KERNEL(task, COMPAT_FLAGS));
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
    if (telemetryBtfTyped) return isCompatCallBtf();
#endif
    return isCompatCallUntyped();
}

/* A number that is out of range gives no slot: at least TELEMETRY_CALL_SLOTS. */
ALWAYS_INLINE __u32 callSlot(__u32 number, bool compat)
{
    number &= ~X32_CALL;
    bool shifted = compat || number >= TELEMETRY_COMPAT_CALLS;
    return shifted ? number + TELEMETRY_COMPAT_CALLS : number;
}

SEC("raw_tracepoint/sys_exit")
int syscallExit_rawtp(struct syscallExit* context)
{
    bpf_tail_call(context, &telemetryCallPrograms,
                  callSlot(READ_KERNEL(context->regs, CALL_NUMBER), isCompatCallUntyped()));
    return 0;
}

#ifdef BTF_TYPED_CALLS
volatile __u8 telemetryWatched[TELEMETRY_COMPAT_CALLS] SEC(TELEMETRY_WATCHED_SECTION) = {};

SEC("tp_btf/sys_exit")
int syscallExit_btf(struct syscallExit* context)
{
    __u32 number = context->regs->CALL_NUMBER;
    if (!telemetryWatched[number & (TELEMETRY_COMPAT_CALLS - 1)]) return 0;
    bpf_tail_call(context, &telemetryCallPrograms, callSlot(number, isCompatCallBtf()));
    return 0;
}
#endif

#endif
