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

#include "callRegisters.c"

/* Context of raw_tracepoint/sys_exit and of tp_btf/sys_exit. */
struct syscallExit {
    struct pt_regs* regs;
    long result;
};

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
