/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Process create where the tracepoint is a classic one: its record has 2 KiB, and if the name that
 * was executed does not fit, no program runs.
 */
#include "sysmonProcCreate.c"

/*
 * start_thread(registers, entry, stack): the last that the loader of an executable does, in the
 * task that has got a new image.
 */
SEC("kprobe/start_thread")
int sysmonProcCreate_kprobe(void* context)
{
    sysmonProcCreate(context, (struct task_struct*)bpf_get_current_task(), RecordSlotProbe);
    return 0;
}

/* The same for 32-bit and x32 programs. */
SEC("kprobe/compat_start_thread")
int sysmonProcCreateCompat_kprobe(void* context)
{
    sysmonProcCreate(context, (struct task_struct*)bpf_get_current_task(), RecordSlotProbe);
    return 0;
}
