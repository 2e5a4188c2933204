/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * MPTCP: one connection of programs, which several TCP connections of the kernel's own carry, its
 * paths. The first one is connected and accepted by programs, like any other. More are joined to it
 * later, in the context of a kernel thread, of whoever manages paths, or of nobody, and belong to
 * who has connected or accepted.
 *
 * Kernels without BTF do not describe MPTCP. There a path belongs to the task that connects.
 */
#ifndef SYSMON_TCP_PATHS_C
#define SYSMON_TCP_PATHS_C

#include "sysmonNetwork.c"

#ifdef BTF_TYPED_CALLS

/* The kernel joins up to eight paths to the first. */
#define TCP_PATHS 9

/* The kernel may use an address again, but a token is as good as unique. */
struct tcpMultipath {
    __u64 socket;
    __u64 token;
};

/* Who has opened each. Whose entry had to go has its further paths counted as lost. */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 4096);
    __type(key, struct tcpMultipath);
    __type(value, struct networkProcess);
} tcpMultipathOpeners SEC(".maps");

ALWAYS_INLINE struct tcpMultipath multipathOf(struct sock* multipath)
{
    return (struct tcpMultipath){
        .socket = (__u64)multipath,
        .token = READ_KERNEL((struct mptcp_sock___typed*)multipath, token),
    };
}

/* What the TCP socket is of MPTCP, or NULL. */
ALWAYS_INLINE struct mptcp_subflow_context___typed* pathOf(struct sock* socket)
{
    struct tcp_sock___typed* tcp = (struct tcp_sock___typed*)socket;
    struct inet_connection_sock___typed* connection = (struct inet_connection_sock___typed*)socket;
    if (!bpf_core_field_exists(tcp->is_mptcp) || !READ_KERNEL(tcp, is_mptcp)) return 0;
    return READ_KERNEL(connection, icsk_ulp_data);
}

/* The kernel has connected it as a further one. */
ALWAYS_INLINE bool isPathConnected(struct mptcp_subflow_context___typed* path)
{
    return BPF_CORE_READ_BITFIELD_PROBED(path, request_join);
}

ALWAYS_INLINE bool isPathJoined(struct mptcp_subflow_context___typed* path)
{
    return isPathConnected(path) || BPF_CORE_READ_BITFIELD_PROBED(path, mp_join);
}

ALWAYS_INLINE void tellPath(bool btf, void* context, struct mptcp_subflow_context___typed* path,
                            struct sock* socket, const struct networkProcess* opener)
{
    SYSMON_NETWORK_CONNECT event = {.protocol = PROTOCOL_TCP, .initiated = isPathConnected(path)};
    if (fillEnds(btf, &event, socket))
        sendNetworkEvent(context, &event, opener, bpf_ktime_get_ns());
}

/*
 * The running task connects `socket`. Returns whether that is nothing of its own: a further path.
 */
ALWAYS_INLINE bool tcpPathBegins(struct sock* socket)
{
    struct mptcp_subflow_context___typed* path = pathOf(socket);
    if (!path) return false;
    if (isPathJoined(path)) return true;
    struct tcpMultipath multipath = multipathOf(READ_KERNEL(path, conn));
    struct networkProcess opener;
    rememberCaller(&opener);
    bpf_map_update_elem(&tcpMultipathOpeners, &multipath, &opener, BPF_ANY);
    return false;
}

/*
 * `socket` is established. Returns whether it is a further path, which is then told; unless nobody
 * has accepted the connection yet: who does so tells it.
 */
ALWAYS_INLINE bool tcpPathEstablished(bool btf, void* context, struct sock* socket)
{
    struct mptcp_subflow_context___typed* path = pathOf(socket);
    if (!path || !isPathJoined(path)) return false;
    struct sock* connection = READ_KERNEL(path, conn);
    struct tcpMultipath multipath = multipathOf(connection);
    struct networkProcess* opener = bpf_map_lookup_elem(&tcpMultipathOpeners, &multipath);
    if (opener)
        tellPath(btf, context, path, socket, opener);
    else if (READ_KERNEL((struct sock___typed*)connection, sk_socket))
        countLost(NetworkConnect, 1);
    return true;
}

ALWAYS_INLINE struct mptcp_subflow_context___typed* pathAt(struct list_head___typed* node)
{
    __u64 offset = OFFSET_OF(struct mptcp_subflow_context___typed, node);
    return (struct mptcp_subflow_context___typed*)((__u64)node - offset);
}

/* `opener` has accepted `connection`. Paths that were joined to it before are told now. */
ALWAYS_INLINE void tcpPathsAccepted(void* context, struct sock* connection,
                                    const struct networkProcess* opener)
{
    struct tcpMultipath multipath = multipathOf(connection);
    bpf_map_update_elem(&tcpMultipathOpeners, &multipath, opener, BPF_ANY);

    struct list_head___typed* paths = &((struct mptcp_sock___typed*)connection)->conn_list;
    struct list_head___typed* node = READ_KERNEL(paths, next);
    for (int i = 0; i < TCP_PATHS && node && node != paths; i++) {
        struct mptcp_subflow_context___typed* path = pathAt(node);
        struct sock* socket = READ_KERNEL(path, tcp_sock);
        struct sock_common___typed* common = (struct sock_common___typed*)socket;
        if (isPathJoined(path) && READ_KERNEL(common, skc_state) == TcpEstablished)
            tellPath(false, context, path, socket, opener);
        node = READ_KERNEL(node, next);
    }
}

/* The running task, `opener`, has accepted `socket`: MPTCP's own, or the first TCP socket of it. */
ALWAYS_INLINE void tcpMultipathAccepted(void* context, struct sock* socket, __u16 protocol,
                                        const struct networkProcess* opener)
{
    struct mptcp_sock___typed* multipath = 0;
    if (!bpf_core_field_exists(multipath->conn_list)) return;
    if (protocol == PROTOCOL_MPTCP) {
        tcpPathsAccepted(context, socket, opener);
        return;
    }
    struct mptcp_subflow_context___typed* path = pathOf(socket);
    if (path) tcpPathsAccepted(context, READ_KERNEL(path, conn), opener);
}

#else

ALWAYS_INLINE bool tcpPathBegins(struct sock* socket)
{
    (void)socket;
    return false;
}

ALWAYS_INLINE bool tcpPathEstablished(bool btf, void* context, struct sock* socket)
{
    (void)btf;
    (void)context;
    (void)socket;
    return false;
}

ALWAYS_INLINE void tcpMultipathAccepted(void* context, struct sock* socket, __u16 protocol,
                                        const struct networkProcess* opener)
{
    (void)context;
    (void)socket;
    (void)protocol;
    (void)opener;
}

#endif

#endif
