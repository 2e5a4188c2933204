/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Programs on kernel functions beside the tracepoints of processes, for kernels that preempt
 * programs of tracepoints and skip them for all other tasks meanwhile.
 */
#include "functionArguments.c"
#include "sysmonProcCreate.c"
#include "sysmonProcTerminated.c"

/*
 * finalize_exec(binprm): every loader of executables calls it (since 4.17) when the new image is in
 * place and nothing can fail any more.
 */
SEC("kprobe/finalize_exec")
int sysmonProcCreated_kprobe(struct pt_regs* registers)
{
    sysmonProcCreate(registers, (struct task_struct*)bpf_get_current_task(), RecordSlotProbe);
    return 0;
}

/*
 * exit_files(task): an exit comes there when the task is no longer counted among those that live. A
 * clone that fails does for its child, whose process lives on or never was one.
 */
SEC("kprobe/exit_files")
int sysmonProcTerminated_kprobe(struct pt_regs* registers)
{
    struct task_struct* task = (struct task_struct*)functionArgument(registers, 0);
    if (task == (struct task_struct*)bpf_get_current_task()) sysmonProcTerminated(registers, task);
    return 0;
}
