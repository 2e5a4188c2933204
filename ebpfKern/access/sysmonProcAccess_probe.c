/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Process access, as fexit and as kretprobe. The arguments of these functions have been the same
 * since 4.15.
 */
#include "sysmonProcAccessHooks.c"

#ifndef COPY_BY_TAIL_CALLS
/* security_ptrace_access_check(target, mode) */
SEC("fexit/security_ptrace_access_check")
int sysmonAccessDecided_fexit(__u64* arguments)
{
    return accessDecided(arguments, (struct task_struct*)plainArgument(arguments, 0), arguments[1],
                         plainArgument(arguments, 2));
}

/* security_ptrace_traceme(parent) */
SEC("fexit/security_ptrace_traceme")
int sysmonTraceDecided_fexit(__u64* arguments)
{
    return traceDecided(arguments, (struct task_struct*)plainArgument(arguments, 0),
                        plainArgument(arguments, 1));
}
#endif

/* What a decision is about, from the entry of the function for its exit: by thread. */
struct asked {
    __u64 task;
    __u32 mode;
    __u32 reserved;
};

THREAD_NOTES(Asked, struct asked)

ALWAYS_INLINE int noteAskedFor(__u64 otherTask, __u32 mode)
{
    struct asked asked = {.task = otherTask, .mode = mode};
    /* One that is still there is of a call whose return the kernel had no place to wait for. */
    if (notedAsked()) countLost(ProcessAccess, 1);
    noteAsked(&asked);
    return 0;
}

ALWAYS_INLINE bool takeAsked(struct asked* ret_asked)
{
    struct asked* asked = notedAsked();
    if (!asked) return false;
    *ret_asked = *asked;
    forgetAsked();
    return true;
}

SEC("kprobe/security_ptrace_access_check")
int sysmonAccessAsked_kprobe(struct pt_regs* registers)
{
    __u32 mode = functionArgument(registers, 1);
    return mode & PTRACE_MODE_ATTACH ? noteAskedFor(functionArgument(registers, 0), mode) : 0;
}

SEC("kretprobe/security_ptrace_access_check")
int sysmonAccessDecided_kretprobe(struct pt_regs* registers)
{
    struct asked asked;
    if (!takeAsked(&asked)) return 0;
    return accessDecided(registers, (struct task_struct*)asked.task, asked.mode,
                         functionResult(registers));
}

SEC("kprobe/security_ptrace_traceme")
int sysmonTraceAsked_kprobe(struct pt_regs* registers)
{
    return noteAskedFor(functionArgument(registers, 0), 0);
}

SEC("kretprobe/security_ptrace_traceme")
int sysmonTraceDecided_kretprobe(struct pt_regs* registers)
{
    struct asked asked;
    if (!takeAsked(&asked)) return 0;
    return traceDecided(registers, (struct task_struct*)asked.task, functionResult(registers));
}
