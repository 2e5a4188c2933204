/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What the programs of network events share: the two ends of a socket, and who uses it.
 */
#ifndef SYSMON_NETWORK_C
#define SYSMON_NETWORK_C

#include "sysmonHelpers.c"

#define ADDRESS_FAMILY_INET 2
#define ADDRESS_FAMILY_INET6 10
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_MPTCP 262
#define INODE_SOCKET 0140000

enum { TcpEstablished = 1, TcpSynSent = 2, TcpSynReceived = 3, TcpClose = 7 };

/* A process as it was when it began something that the kernel ends in another context. */
struct networkProcess {
    SYSMON_PROCESS_KEY key;
    __u32 userId;
    __u32 isCrossed; /* sysmonTCPconnection.c */
};

ALWAYS_INLINE void rememberProcess(struct networkProcess* process, struct task_struct* task)
{
    fillProcessKey(&process->key, task);
    process->userId = effectiveUser(task);
    process->isCrossed = 0;
}

/* The running task's process. */
ALWAYS_INLINE void rememberCaller(struct networkProcess* process)
{
    rememberProcess(process, (struct task_struct*)bpf_get_current_task());
}

/* A bit field until 5.5, which has no programs that are BTF-typed. */
ALWAYS_INLINE __u16 socketProtocol(bool btf, struct sock* socket)
{
    return btf ? socket->sk_protocol : BPF_CORE_READ_BITFIELD_PROBED(socket, sk_protocol);
}

/* The socket behind an open file, or NULL: also of files that are none. */
ALWAYS_INLINE struct sock* socketOfFile(struct file* file)
{
    struct inode* inode = READ_KERNEL(file, f_inode);
    if (!inode || (READ_KERNEL(inode, i_mode) & 0170000) != INODE_SOCKET) return 0;
    struct socket* socket = READ_KERNEL(file, private_data);
    return READ_KERNEL(socket, sk);
}

ALWAYS_INLINE void setIpv4(SYSMON_NETWORK_END* end, __be32 address)
{
    __builtin_memset(end->address, 0, 10);
    end->address[10] = end->address[11] = 0xff;
    __builtin_memcpy(end->address + 12, &address, sizeof(address));
}

/* Fills both ends of `socket` as it is bound and connected; false: it is no internet socket. */
ALWAYS_INLINE bool fillEnds(bool btf, SYSMON_NETWORK_CONNECT* event, struct sock* socket)
{
    struct sock_common* common = &socket->__sk_common;
    __u16 family = READ(btf, common, skc_family);
    if (family == ADDRESS_FAMILY_INET) {
        setIpv4(&event->local, READ(btf, common, skc_rcv_saddr));
        setIpv4(&event->remote, READ(btf, common, skc_daddr));
    } else if (family == ADDRESS_FAMILY_INET6 && bpf_core_field_exists(common->skc_v6_daddr)) {
        bpf_core_read(&event->local.address, sizeof(event->local.address),
                      &common->skc_v6_rcv_saddr);
        bpf_core_read(&event->remote.address, sizeof(event->remote.address), &common->skc_v6_daddr);
    } else
        return false;
    event->local.port = READ(btf, common, skc_num);
    event->remote.port = __builtin_bswap16(READ(btf, common, skc_dport));
    return true;
}

ALWAYS_INLINE void sendNetworkEvent(void* context, SYSMON_NETWORK_CONNECT* event,
                                    const struct networkProcess* process, __u64 timeNs)
{
    SYSMON_EVENT_HEADER* header = &event->header;
    header->eventType = NetworkConnect;
    header->eventSize = sizeof(*event);
    header->abi = SYSMON_RECORD_ABI;
    header->timeNs = timeNs;
    header->process = process->key;
    header->userId = process->userId;
    sendRecord(context, (struct telemetryRecord*)event, sizeof(*event));
}

#endif
