/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * One record for each program that is executed.
 */
#include "sysinternalsEBPF_helpers.c"

#include "watchExec.h"

SEC("raw_tracepoint/sched_process_exec")
int watchExec(__u64* context)
{
    struct task_struct* task = (struct task_struct*)context[0];
    struct execRecord record = {};
    record.header.type = EXEC_RECORD;
    record.header.size = sizeof(record);
    record.header.timeNs = bpf_ktime_get_ns();
    record.processId = READ_KERNEL(task, tgid);
    bpf_get_current_comm(record.name, sizeof(record.name));
    sendRecord(context, &record.header, sizeof(record));
    return 0;
}

char programLicense[] SEC("license") = "Dual MIT/GPL";
