/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * TCP connections: established by connect (or a send that connects), or taken by accept. Both ends
 * come from the socket, never from what the program passed, which another thread could change.
 */
#ifndef SYSMON_TCP_CONNECTION_C
#define SYSMON_TCP_CONNECTION_C

#include "sysmonNetwork.c"

enum { TcpEstablished = 1, TcpSynSent = 2, TcpSynReceived = 3, TcpClose = 7 };

/*
 * Who called connect, by socket: the answer of the other side is handled in whatever task runs when
 * it comes. What stays unanswered is removed when the kernel gives up; if a flood of them fills the
 * map, the longest unused goes.
 */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 16384);
    __type(key, __u64);
    __type(value, struct networkProcess);
} tcpConnecting SEC(".maps");

ALWAYS_INLINE void tcpConnectBegins(__u64 socket)
{
    if (isOwnProcess()) return;
    struct networkProcess process;
    rememberProcess(&process, (struct task_struct*)bpf_get_current_task());
    bpf_map_update_elem(&tcpConnecting, &socket, &process, BPF_ANY);
}

ALWAYS_INLINE void tcpConnectEnds(void* context, struct sock* socket, bool established)
{
    __u64 key = (__u64)socket;
    struct networkProcess* process = bpf_map_lookup_elem(&tcpConnecting, &key);
    if (!process) return; /* accepted, or older than the daemon */
    if (established) {
        SYSMON_NETWORK_CONNECT event = {.protocol = PROTOCOL_TCP, .initiated = 1};
        if (fillEnds(&event, socket))
            sendNetworkEvent(context, &event, process, bpf_ktime_get_ns());
    }
    bpf_map_delete_elem(&tcpConnecting, &key);
}

/*
 * `socket` goes from one state to another. Only sockets of TCP itself: the connection of an MPTCP
 * socket is that of its first TCP socket, and would be told twice.
 */
ALWAYS_INLINE void sysmonTCPstate(void* context, struct sock* socket, int from, int to)
{
    bool begins = from == TcpClose && to == TcpSynSent;
    /* Where both sides connect to each other, and where one accepts, a SYN has come before. */
    bool ends =
        (from == TcpSynSent || from == TcpSynReceived) && (to == TcpEstablished || to == TcpClose);
    if (!begins && !ends) return;
    if (socketProtocol(socket) != PROTOCOL_TCP) return;
    if (begins)
        tcpConnectBegins((__u64)socket);
    else
        tcpConnectEnds(context, socket, to == TcpEstablished);
}

/* `socket` is what the running task has got from accept on the socket `listening`. */
ALWAYS_INLINE void sysmonTCPaccept(void* context, struct task_struct* task, struct sock* socket,
                                   struct sock* listening)
{
    SYSMON_NETWORK_CONNECT event = {.protocol = PROTOCOL_TCP};
    if (!socket || isOwnProcess() || !fillEnds(&event, socket)) return;
    __u16 protocol = socketProtocol(socket);
    if (protocol != PROTOCOL_TCP && protocol != PROTOCOL_MPTCP) return;
    /* The other side may have reset the connection already: then the socket has lost its port. */
    if (!event.local.port && listening)
        event.local.port = READ_KERNEL(listening, __sk_common.skc_num);

    struct networkProcess process;
    rememberProcess(&process, task);
    sendNetworkEvent(context, &event, &process, bpf_ktime_get_ns());
}

#endif
