/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Where the kernel tells perf (since 5.1) that a program was loaded, or gives it a symbol, whoever
 * loaded it: the program is there, and no descriptor is needed to find it. Kernels with the
 * function tracer may keep kprobes from what tells perf.
 */
#include "functionArguments.c"
#include "sysmonEbpfEvent.c"

#define PERF_BPF_EVENT_PROG_LOAD 1

ALWAYS_INLINE int programTold(void* context, struct bpf_prog* program, __u32 what)
{
    if (what == PERF_BPF_EVENT_PROG_LOAD)
        sysmonProgramLoaded(context, (struct task_struct*)bpf_get_current_task(), program,
                            BPF_PROG_LOAD);
    return 0;
}

#ifndef COPY_BY_TAIL_CALLS
/* perf_event_bpf_event(program, what, flags) */
SEC("fentry/perf_event_bpf_event")
int sysmonEbpfEvent_fentry(__u64* arguments)
{
    return programTold(arguments, (struct bpf_prog*)plainArgument(arguments, 0),
                       plainArgument(arguments, 1));
}
#endif

SEC("kprobe/perf_event_bpf_event")
int sysmonEbpfEvent_kprobe(struct pt_regs* registers)
{
    return programTold(registers, (struct bpf_prog*)functionArgument(registers, 0),
                       functionArgument(registers, 1));
}

/* bpf_prog_kallsyms_add(program): also of a program's functions, which have no id */
SEC("kprobe/bpf_prog_kallsyms_add")
int sysmonEbpfEventBySymbol_kprobe(struct pt_regs* registers)
{
    struct bpf_prog* program = (struct bpf_prog*)functionArgument(registers, 0);
    struct bpf_prog_aux* aux = READ_KERNEL(program, aux);
    return READ_KERNEL(aux, id) ? programTold(registers, program, PERF_BPF_EVENT_PROG_LOAD) : 0;
}
