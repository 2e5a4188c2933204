/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * TCP connections: established by connect (or a send that connects), or taken by accept. Both ends
 * come from the socket, never from what the program passed, which another thread could change.
 */
#ifndef SYSMON_TCP_CONNECTION_C
#define SYSMON_TCP_CONNECTION_C

#include "sysmonTCPpaths.c"

/*
 * Who called connect, by socket: the answer of the other side is handled in whatever task runs when
 * it comes. Programs that are BTF-typed (from 5.11 on) remember it in the socket's own storage,
 * which no other socket can push out of there. What stays unanswered is removed when the kernel
 * gives up.
 */
#ifdef BTF_TYPED_CALLS
struct {
    __uint(type, BPF_MAP_TYPE_SK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct networkProcess);
} tcpConnectingSocket SEC(".maps");

ALWAYS_INLINE struct networkProcess* storageOf(struct sock* socket, __u64 flags)
{
    return bpf_sk_storage_get(&tcpConnectingSocket, socket, 0, flags);
}
#else
ALWAYS_INLINE struct networkProcess* storageOf(struct sock* socket, __u64 flags)
{
    (void)socket;
    (void)flags;
    return 0;
}
#endif

/*
 * By the socket's address: for other programs, and where a socket has no room for storage, which
 * its owner can use up. It takes no more when it is full, and says so. If it forgot the oldest
 * instead, a flood of connects that nobody answers would make it forget the others', unnoticed.
 */
struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 16384);
    __type(key, __u64);
    __type(value, struct networkProcess);
} tcpConnecting SEC(".maps");

struct tcpForgotten {
    __u64 storages; /* that found no room, so that the process is in tcpConnecting */
    __u64 connects; /* that nobody remembers */
};

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct tcpForgotten);
} tcpForgotten SEC(".maps");

ALWAYS_INLINE struct tcpForgotten* forgotten(void)
{
    __u32 zero = 0;
    return bpf_map_lookup_elem(&tcpForgotten, &zero);
}

ALWAYS_INLINE void tcpConnectBegins(bool btf, struct sock* socket)
{
    __u64 key = (__u64)socket;
    struct tcpForgotten* count = forgotten();
    if (!count || isOwnProcess() || tcpPathBegins(socket)) return;
    if (btf) {
        struct networkProcess* stored = storageOf(socket, BPF_SK_STORAGE_GET_F_CREATE);
        if (stored) {
            rememberCaller(stored);
            return;
        }
        __sync_fetch_and_add(&count->storages, 1);
    }
    struct networkProcess process;
    rememberCaller(&process);
    if (bpf_map_update_elem(&tcpConnecting, &key, &process, BPF_ANY) != 0)
        __sync_fetch_and_add(&count->connects, 1);
}

ALWAYS_INLINE struct networkProcess* connectingProcess(bool btf, struct sock* socket,
                                                       const struct tcpForgotten* count)
{
    __u64 key = (__u64)socket;
    if (btf) {
        struct networkProcess* stored = storageOf(socket, 0);
        if (stored || !count->storages) return stored;
    }
    return bpf_map_lookup_elem(&tcpConnecting, &key);
}

/*
 * The connect of `socket` has come to an end, or both sides connect to each other: a SYN has
 * crossed ours. Who has no process was accepted, or began before the daemon, or is counted: where
 * nothing was ever forgotten, it is none of those.
 */
ALWAYS_INLINE void tcpConnectGoesOn(bool btf, void* context, struct sock* socket, int from, int to)
{
    __u64 key = (__u64)socket;
    struct tcpForgotten* count = forgotten();
    if (!count) return;
    struct networkProcess* process = connectingProcess(btf, socket, count);
    if (!process) {
        if (from == TcpSynSent && to != TcpClose && count->connects) countLost(NetworkConnect, 1);
        return;
    }
    if (from == TcpSynReceived && !process->isCrossed) return; /* another socket's, before */
    if (to == TcpSynReceived) {
        process->isCrossed = 1;
        return;
    }
    if (to == TcpEstablished) {
        SYSMON_NETWORK_CONNECT event = {.protocol = PROTOCOL_TCP, .initiated = 1};
        if (fillEnds(btf, &event, socket))
            sendNetworkEvent(context, &event, process, bpf_ktime_get_ns());
    }
    /* Storage goes with its socket. */
    if (!btf || count->storages) bpf_map_delete_elem(&tcpConnecting, &key);
}

/*
 * `socket` goes from one state to another. Only sockets of TCP itself: the connection of an MPTCP
 * socket is that of its first TCP socket, and would be told twice.
 */
ALWAYS_INLINE void sysmonTCPstate(bool btf, void* context, struct sock* socket, int from, int to)
{
    bool begins = from == TcpClose && to == TcpSynSent;
    bool goesOn =
        (from == TcpSynSent || from == TcpSynReceived) &&
        (to == TcpEstablished || to == TcpClose || (from == TcpSynSent && to == TcpSynReceived));
    if (!begins && !goesOn) return;
    if (socketProtocol(btf, socket) != PROTOCOL_TCP) return;
    if (begins)
        tcpConnectBegins(btf, socket);
    else if (to != TcpEstablished || !tcpPathEstablished(btf, context, socket))
        tcpConnectGoesOn(btf, context, socket, from, to);
}

/*
 * `socket` is what the running task has got from accept on the socket `listening`. Both are plain
 * addresses.
 */
ALWAYS_INLINE void sysmonTCPaccept(void* context, struct sock* socket, struct sock* listening)
{
    SYSMON_NETWORK_CONNECT event = {.protocol = PROTOCOL_TCP};
    if (!socket || isOwnProcess() || !fillEnds(false, &event, socket)) return;
    __u16 protocol = socketProtocol(false, socket);
    if (protocol != PROTOCOL_TCP && protocol != PROTOCOL_MPTCP) return;
    /* The other side may have reset the connection already: then the socket has lost its port. */
    if (!event.local.port && listening)
        event.local.port = READ_KERNEL(listening, __sk_common.skc_num);

    struct networkProcess process;
    rememberCaller(&process);
    sendNetworkEvent(context, &event, &process, bpf_ktime_get_ns());
    tcpMultipathAccepted(context, socket, protocol, &process);
}

#endif
