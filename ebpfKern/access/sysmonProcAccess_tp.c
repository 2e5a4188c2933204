/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "classicTracepoints.c"
#include "sysmonProcAccess.c"

/* ptrace(request, id, address, data) */
SEC("tracepoint/syscalls/sys_exit_ptrace")
int sysmonProcPtrace_tp(struct callExit* context)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    struct callArguments arguments;
    if (!takeArguments(&arguments) || context->result != 0) return 0;
    __u64 request = arguments.values[0];
    if (request == PTRACE_ATTACH || request == PTRACE_SEIZE)
        sysmonProcAccess(context, task, arguments.values[1], request);
    else if (request == PTRACE_TRACEME)
        sysmonTaskAccess(context, READ_KERNEL(task, real_parent), task, request);
    return 0;
}

/* A transfer of nothing asks for no access; the result is the number of bytes. */
ALWAYS_INLINE int memoryTransferred(struct callExit* context, __u32 grantedAccess)
{
    struct callArguments arguments;
    if (takeArguments(&arguments) && context->result > 0)
        sysmonProcAccess(context, (struct task_struct*)bpf_get_current_task(), arguments.values[0],
                         grantedAccess);
    return 0;
}

/* process_vm_readv(id, local, local count, remote, remote count, flags) */
SEC("tracepoint/syscalls/sys_exit_process_vm_readv")
int sysmonProcVmRead_tp(struct callExit* context)
{
    return memoryTransferred(context, SYSMON_ACCESS_VM_READ);
}

/* process_vm_writev: likewise */
SEC("tracepoint/syscalls/sys_exit_process_vm_writev")
int sysmonProcVmWrite_tp(struct callExit* context)
{
    return memoryTransferred(context, SYSMON_ACCESS_VM_WRITE);
}
