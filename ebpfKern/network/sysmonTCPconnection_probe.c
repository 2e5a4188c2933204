/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Accepts where the kernel takes a connection from the listening socket's queue, whoever asks:
 * system calls of all kinds, io_uring. MPTCP takes its first TCP socket this way, too.
 */
#include "functionArguments.c"
#include "sysmonTCPconnection.c"
#include "sysmonThreadNotes.c"

#define TASK_KERNEL_THREAD 0x00200000 /* PF_KTHREAD */

/* `socket` was taken from the queue of `listening`. The kernel's own accepts are nobody's. */
ALWAYS_INLINE int tcpAccepted(void* context, struct sock* socket, struct sock* listening)
{
    struct task_struct* task = (struct task_struct*)bpf_get_current_task();
    if (!(READ_KERNEL(task, flags) & TASK_KERNEL_THREAD))
        sysmonTCPaccept(context, socket, listening);
    return 0;
}

#ifndef COPY_BY_TAIL_CALLS
/* inet_csk_accept(listening, flags, error, kernel); since 6.10 (listening, arguments) */
SEC("fexit/inet_csk_accept")
int sysmonTCPaccepted_fexit(__u64* arguments)
{
    return tcpAccepted(arguments, (struct sock*)plainResult(arguments, 4),
                       (struct sock*)plainArgument(arguments, 0));
}
#endif

/*
 * As kprobes: a kretprobe has room for few calls at a time, and accepts wait for long. So the
 * socket comes from where it is given to the caller, and the listening one was noted by thread.
 */
THREAD_NOTES(Accepting, __u64)

SEC("kprobe/inet_csk_accept")
int sysmonTCPaccepts_kprobe(struct pt_regs* registers)
{
    __u64 listening = functionArgument(registers, 0);
    noteAccepting(&listening);
    return 0;
}

/* security_sock_graft(sock, socket): also of sockets that are not TCP's */
SEC("kprobe/security_sock_graft")
int sysmonTCPaccepted_kprobe(struct pt_regs* registers)
{
    __u64* noted = notedAccepting();
    if (!noted) return 0;
    struct sock* listening = (struct sock*)*noted;
    forgetAccepting();
    return tcpAccepted(registers, (struct sock*)functionArgument(registers, 0), listening);
}

/* Where BTF does not tell, the one that is possible: only a connect leads to SYN_SENT. */
ALWAYS_INLINE int stateBefore(struct sock* socket, int to)
{
    struct sock_common___typed* common = (struct sock_common___typed*)&socket->__sk_common;
    if (bpf_core_field_exists(common->skc_state)) return READ_KERNEL(common, skc_state);
    return to == TcpSynSent ? TcpClose : TcpSynSent;
}

/*
 * tcp_set_state(sock, new state): all changes of state that sysmonTCPstate() looks for come this
 * way. For kernels that preempt programs of tracepoints.
 */
SEC("kprobe/tcp_set_state")
int sysmonTCPstate_kprobe(struct pt_regs* registers)
{
    struct sock* socket = (struct sock*)functionArgument(registers, 0);
    int to = functionArgument(registers, 1);
    sysmonTCPstate(false, registers, socket, stateBefore(socket, to), to);
    return 0;
}
