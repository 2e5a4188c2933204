/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * eBPF event: a BPF program was loaded.
 */
#ifndef SYSMON_EBPF_EVENT_C
#define SYSMON_EBPF_EVENT_C

#include "sysmonHelpers.c"

#define BPF_PROG_LOAD 5

/* The name of the anonymous file behind a BPF program's descriptor. */
#define BPF_PROGRAM_FILE "bpf-prog"

/* The descriptor may be another file by now, whose private data is something else. */
ALWAYS_INLINE bool isBpfProgram(struct file* file)
{
    char name[sizeof(BPF_PROGRAM_FILE) + 1] = {}; /* would hold a longer one */
    struct dentry* dentry = READ_KERNEL(file, f_path.dentry);
    bpf_probe_read_kernel_str(name, sizeof(name), READ_KERNEL(dentry, d_name.name));
    bool same = true;
#pragma unroll
    for (unsigned i = 0; i < sizeof(BPF_PROGRAM_FILE); i++)
        same = same && name[i] == BPF_PROGRAM_FILE[i];
    return same;
}

/* `task` loaded `program`; NULL: one that nothing leads to any more. */
ALWAYS_INLINE void sysmonProgramLoaded(void* context, struct task_struct* task,
                                       struct bpf_prog* program, __u32 command)
{
    if (isOwnProcess()) return;
    SYSMON_EBPF_EVENT event;
    __builtin_memset(&event, 0, sizeof(event));
    beginRecord(&event.header, EbpfEvent, sizeof(event), task);
    event.command = command;
    if (program) {
        struct bpf_prog_aux* aux = READ_KERNEL(program, aux);
        event.programType = READ_KERNEL(program, type);
        event.programId = READ_KERNEL(aux, id);
        bpf_core_read(event.programName, sizeof(event.programName), &aux->name);
    }
    sendRecord(context, (struct telemetryRecord*)&event, sizeof(event));
}

/* bpf(2) returned `file`, a loaded program, to the running task. */
ALWAYS_INLINE void sysmonEbpfEvent(void* context, struct task_struct* task, struct file* file,
                                   __u32 command)
{
    struct bpf_prog* program = isBpfProgram(file) ? READ_KERNEL(file, private_data) : 0;
    sysmonProgramLoaded(context, task, program, command);
}

#endif
