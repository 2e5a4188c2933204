/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The arguments of a kernel function, for a program at its entry, and its result, for one at its
 * exit.
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

/* Of a kretprobe program. */
ALWAYS_INLINE __u64 functionResult(struct pt_regs* registers)
{
#if defined(__TARGET_ARCH_x86)
    return registers->ax;
#else
    return registers->regs[0];
#endif
}

/*
 * Of an fentry program: as a number, since functions that are verified once take no typed pointers.
 * An fexit program finds the function's result behind its arguments.
 */
ALWAYS_INLINE __u64 plainArgument(__u64* arguments, int index)
{
    __u64 value = 0;
    bpf_probe_read_kernel(&value, sizeof(value), arguments + index);
    return value;
}

#ifdef BTF_TYPED_CALLS
/*
 * The result of a function whose number of arguments has changed: since 5.17 a helper finds it;
 * `before` is the number of arguments on older kernels.
 */
enum bpf_func_id___functionResult { BPF_FUNC_get_func_ret___functionResult = 184 };

ALWAYS_INLINE __u64 plainResult(__u64* arguments, int before)
{
    __u64 result = 0;
    if (!bpf_core_enum_value_exists(enum bpf_func_id___functionResult,
                                    BPF_FUNC_get_func_ret___functionResult))
        return plainArgument(arguments, before);
    bpf_get_func_ret(arguments, &result);
    return result;
}

/* bpf_task_pt_regs came with 5.15. */
enum bpf_func_id___taskRegisters { BPF_FUNC_task_pt_regs___taskRegisters = 175 };
#endif

#define KERNEL_STACK_SIZE 16384
#define USER_SEGMENT 0x33
#define USER_SEGMENT_32 0x23

/*
 * What the running task had in its registers when it entered the kernel, or NULL: the kernel saves
 * them at the upper end of the task's stack. `context` is that of a program at a function, which
 * lies on the same stack, and leads there where there is no helper. Before 4.17 that is sure for
 * kretprobes only: the others may run on a stack for exceptions.
 */
ALWAYS_INLINE struct pt_regs* callerRegisters(void* context)
{
#ifdef BTF_TYPED_CALLS
    if (bpf_core_enum_value_exists(enum bpf_func_id___taskRegisters,
                                   BPF_FUNC_task_pt_regs___taskRegisters))
        return (struct pt_regs*)bpf_task_pt_regs(bpf_get_current_task_btf());
#endif
#if defined(__TARGET_ARCH_x86)
    /* 21 words, of which cs is the 18th; kernels with FRED (6.9) leave two words above them. */
    __u64 end = 0;
    void* volatile address = context;
    bpf_probe_read_kernel(&end, sizeof(end), (const void*)&address);
    address = 0; /* else the verifier of 4.15 allows nothing shorter at this place of the stack */
    end = (end | (KERNEL_STACK_SIZE - 1)) + 1;
#ifdef NOLOOPS
#pragma unroll
#endif
    for (int padding = 0; padding <= 2; padding += 2) {
        __u64 registers = end - (21 + padding) * sizeof(__u64);
        __u64 segment = 0;
        bpf_probe_read_kernel(&segment, sizeof(segment),
                              (const void*)(registers + 17 * sizeof(__u64)));
        if ((__u16)segment == USER_SEGMENT || (__u16)segment == USER_SEGMENT_32)
            return (struct pt_regs*)registers;
    }
#else
    (void)context; /* not before 5.15 */
#endif
    return 0;
}

#endif
