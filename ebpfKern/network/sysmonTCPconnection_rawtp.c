/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "syscallDispatch.c"
#include "sysmonTCPconnection.c"

/* sock/inet_sock_set_state: (sock, old state, new state) */
SEC("raw_tracepoint/inet_sock_set_state")
int sysmonTCPstate_rawtp(__u64* context)
{
    sysmonTCPstate(false, context, (struct sock*)context[0], context[1], context[2]);
    return 0;
}

#ifdef BTF_TYPED_CALLS
SEC("tp_btf/inet_sock_set_state")
int sysmonTCPstate_btf(__u64* context)
{
    sysmonTCPstate(true, context, (struct sock*)context[0], context[1], context[2]);
    return 0;
}
#endif

ALWAYS_INLINE int tcpAcceptOnExit(struct syscallExit* context, __u32 listening)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (context->result < 0) return 0;
    sysmonTCPaccept(context, socketOfFile(fileOfDescriptor(task, context->result)),
                    socketOfFile(fileOfDescriptor(task, listening)));
    return 0;
}

/* accept4(listening, address, address size, flags) */
SEC("raw_tracepoint/sys_exit")
int sysmonTCPaccept4_rawtp(struct syscallExit* context)
{
    return tcpAcceptOnExit(context, callArgument(context->regs, isCompatCall(), 0));
}

#if defined(__TARGET_ARCH_x86)
#define SOCKETCALL_ACCEPT 5
#define SOCKETCALL_ACCEPT4 18

/*
 * socketcall(which, arguments) of 32-bit programs. The arguments lie in the caller's memory: of
 * them only the listening socket is taken, for a port that the accepted one may lack.
 */
ALWAYS_INLINE int tcpAcceptOnSocketcall(struct syscallExit* context)
{
    __u32 listening = -1;
    __u64 which = callArgument(context->regs, true, 0);
    if (which != SOCKETCALL_ACCEPT && which != SOCKETCALL_ACCEPT4) return 0;
    bpf_probe_read_user(&listening, sizeof(listening),
                        (const void*)callArgument(context->regs, true, 1));
    return tcpAcceptOnExit(context, listening);
}
#endif

/* accept(listening, address, address size); the same slot has i386's socketcall */
SEC("raw_tracepoint/sys_exit")
int sysmonTCPaccept_rawtp(struct syscallExit* context)
{
    bool compat = isCompatCall();
#if defined(__TARGET_ARCH_x86)
    if (compat) return tcpAcceptOnSocketcall(context);
#endif
    return tcpAcceptOnExit(context, callArgument(context->regs, compat, 0));
}
