/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonProcAccess.c"

/* ptrace(request, id, address, data) */
SEC("raw_tracepoint/sys_exit")
int sysmonProcPtrace_rawtp(struct syscallExit* context)
{
    if (context->result != 0) return 0;
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    bool compat = isCompatCall();
    __u64 request = callArgument(context->regs, compat, 0);
    if (request == PTRACE_ATTACH || request == PTRACE_SEIZE)
        sysmonProcAccess(context, task, callArgument(context->regs, compat, 1), request);
    else if (request == PTRACE_TRACEME)
        sysmonTaskAccess(context, READ_KERNEL(task, real_parent), task, request);
    return 0;
}

/* A transfer of nothing asks for no access; the result is the number of bytes. */
ALWAYS_INLINE int memoryTransferred(struct syscallExit* context, __u32 grantedAccess)
{
    if (context->result > 0)
        sysmonProcAccess(context, (struct task_struct*)bpf_get_current_task(),
                         callArgument(context->regs, isCompatCall(), 0), grantedAccess);
    return 0;
}

/* process_vm_readv(id, local, local count, remote, remote count, flags) */
SEC("raw_tracepoint/sys_exit")
int sysmonProcVmRead_rawtp(struct syscallExit* context)
{
    return memoryTransferred(context, SYSMON_ACCESS_VM_READ);
}

/* process_vm_writev: likewise */
SEC("raw_tracepoint/sys_exit")
int sysmonProcVmWrite_rawtp(struct syscallExit* context)
{
    return memoryTransferred(context, SYSMON_ACCESS_VM_WRITE);
}
