/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * UDP flows: the first datagram between two ends that a process sends or receives.
 *
 * Both ends are read from the packet itself: a socket that is not bound or not connected does not
 * know them, and what the program passed may be changed by another of its threads. But packets pass
 * in any task's context, so who sends or receives is told by a second hook, at the end of the call
 * or at its beginning. What happens for each datagram of a flow that is known is a look into one
 * map; user space (networkTracker) has the last word.
 *
 *     send     [udpSendBegins] → udpPacketLeaves → [udpSendEnds]     one of the two in brackets
 *     receive  udpPacketArrives → udpReceiveEnds                     or udpPacketTaken alone
 */
#ifndef SYSMON_UDP_FLOW_C
#define SYSMON_UDP_FLOW_C

#include "sysmonNetwork.c"

#define UDP_FLOW_NS (30ull * 60 * 1000000000)
/* A packet waits that long for the address of its neighbour; then the kernel gives up. */
#define UDP_LEAVES_NS (5ull * 1000000000)
/* Flows whose first datagram lies in one socket, not received yet. A power of two. */
#define UDP_ARRIVALS 32

#define MESSAGE_PEEK 0x2
#define MESSAGE_ERROR_QUEUE 0x2000
#define IPV4_HEADER_SIZE 20
#define IPV6_HEADER_SIZE 40
#define IPV6_FRAGMENT 44
#define IPV6_FRAGMENT_SIZE 8

struct udpFlow {
    __u32 processId;
    __u16 localPort;
    __u16 remotePort;
    __u8 local[16];
    __u8 remote[16];
} __attribute__((aligned(8)));

/* When each flow was told. */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 32768);
    __type(key, struct udpFlow);
    __type(value, __u64);
} udpFlows SEC(".maps");

struct udpSender {
    struct networkProcess process;
    __u64 timeNs;
};

/* By socket: who sends, where no packet has been seen to leave yet. */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 4096);
    __type(key, __u64);
    __type(value, struct udpSender);
} udpSenders SEC(".maps");

struct udpCall {
    __u64 socket;
    __u64 thread;
};

/* Flows that are new, until the end of the call that sends tells whose they are. */
struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 4096);
    __type(key, struct udpCall);
    __type(value, struct udpFlow);
} udpLeaving SEC(".maps");

/* When a flow was told, of the flow that was looked for last: most datagrams follow their like. */
struct udpTold {
    struct udpFlow flow;
    __u64 timeNs;
};

/* The socket whose packet left last on this CPU: spares the end of the call a look into maps. */
struct udpLeft {
    __u64 socket;
    __u64 isNew;
    struct udpTold latest;
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct udpLeft);
} udpLastLeft SEC(".maps");

/* What arrived at a socket. `processId` is who received there last. */
struct udpReceiver {
    __u32 processId;
    __u32 missed; /* flows that found no place */
    __u32 arrived;
    __u32 taken;
    struct udpTold latest;
    struct udpFlow flows[UDP_ARRIVALS]; /* from `taken` to `arrived` */
};

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 2048);
    __type(key, __u64);
    __type(value, struct udpReceiver);
} udpReceivers SEC(".maps");

/* What a receiver begins as: too much for the stack. Never written. */
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct udpReceiver);
} udpNoReceiver SEC(".maps");

/* ---- packets ---- */

struct udpEnds {
    __u8 source[16];
    __u8 destination[16];
    __u16 ports[2]; /* source, destination; network byte order */
};

/* An IPv6 header and the ports behind it. More than IPv4 has: no packet's memory is that short. */
struct udpHeaders {
    __u8 ip[IPV6_HEADER_SIZE];
    __u8 ports[4];
} __attribute__((aligned(8)));

ALWAYS_INLINE void mapIpv4(__u8* mapped, const __u8* address)
{
    __builtin_memset(mapped, 0, 10);
    mapped[10] = mapped[11] = 0xff;
    __builtin_memcpy(mapped + 12, address, 4);
}

/* Only the first fragment of a datagram has ports. */
ALWAYS_INLINE bool endsOfIpv4(const __u8* ip, const struct udpHeaders* headers,
                              struct udpEnds* ends)
{
    __u32 size = (headers->ip[0] & 0xf) * 4;
    if (headers->ip[9] != PROTOCOL_UDP || (headers->ip[6] & 0x1f) || headers->ip[7]) return false;
    mapIpv4(ends->source, headers->ip + 12);
    mapIpv4(ends->destination, headers->ip + 16);
    if (size != IPV4_HEADER_SIZE) /* options */
        return bpf_probe_read_kernel(ends->ports, sizeof(ends->ports), ip + size) == 0;
    __builtin_memcpy(ends->ports, headers->ip + IPV4_HEADER_SIZE, sizeof(ends->ports));
    return true;
}

ALWAYS_INLINE bool endsOfIpv6(const __u8* ip, const struct udpHeaders* headers,
                              const __u8* transport, struct udpEnds* ends)
{
    __builtin_memcpy(ends->source, headers->ip + 8, 16);
    __builtin_memcpy(ends->destination, headers->ip + 24, 16);
    if (headers->ip[6] == PROTOCOL_UDP) {
        __builtin_memcpy(ends->ports, headers->ports, sizeof(ends->ports));
        return true;
    }
    if (headers->ip[6] == IPV6_FRAGMENT) {
        __u8 fragment[IPV6_FRAGMENT_SIZE] = {};
        bpf_probe_read_kernel(fragment, sizeof(fragment), ip + IPV6_HEADER_SIZE);
        if (fragment[0] != PROTOCOL_UDP || fragment[2] || (fragment[3] & 0xf8)) return false;
        transport = ip + IPV6_HEADER_SIZE + IPV6_FRAGMENT_SIZE;
    }
    return bpf_probe_read_kernel(ends->ports, sizeof(ends->ports), transport) == 0;
}

ALWAYS_INLINE bool endsOfPacket(bool btf, struct sk_buff* packet, struct udpEnds* ends)
{
    unsigned char* head = READ(btf, packet, head);
    unsigned char* ip = head + READ(btf, packet, network_header);
    struct udpHeaders headers = {};
    if (bpf_probe_read_kernel(&headers, sizeof(headers), ip) != 0) return false;
    if (headers.ip[0] >> 4 == 4) return endsOfIpv4(ip, &headers, ends);
    if (headers.ip[0] >> 4 != 6) return false;
    return endsOfIpv6(ip, &headers, head + READ(btf, packet, transport_header), ends);
}

ALWAYS_INLINE __u16 portOfSocket(bool btf, struct sock* socket)
{
    return READ(btf, socket, __sk_common.skc_num);
}

/*
 * The flow of a packet that `socket` sends or gets. False: it is none of that socket's own; a
 * tunnel, for one, leaves the sender's socket in the packet that it wraps the sender's packet in.
 */
ALWAYS_INLINE bool flowOfPacket(bool btf, struct sk_buff* packet, struct sock* socket, bool sent,
                                struct udpFlow* flow)
{
    struct udpEnds ends;
    if (!endsOfPacket(btf, packet, &ends)) return false;
    __builtin_memcpy(flow->local, sent ? ends.source : ends.destination, 16);
    __builtin_memcpy(flow->remote, sent ? ends.destination : ends.source, 16);
    flow->localPort = __builtin_bswap16(sent ? ends.ports[0] : ends.ports[1]);
    flow->remotePort = __builtin_bswap16(sent ? ends.ports[1] : ends.ports[0]);
    return flow->localPort == portOfSocket(btf, socket);
}

/* ---- flows ---- */

ALWAYS_INLINE bool isSameFlow(const struct udpFlow* one, const struct udpFlow* other)
{
    const __u64* first = (const __u64*)one;
    const __u64* second = (const __u64*)other;
    __u64 different = 0;
#pragma unroll
    for (unsigned i = 0; i < sizeof(*one) / sizeof(*first); i++)
        different |= first[i] ^ second[i];
    return !different;
}

/* 0: not within the time that a flow is one event. */
ALWAYS_INLINE __u64 whenTold(const struct udpFlow* flow, __u64 now)
{
    __u64* told = bpf_map_lookup_elem(&udpFlows, flow);
    return told && now - *told < UDP_FLOW_NS ? *told : 0;
}

/* Whether the flow was told; `latest` becomes this one. */
ALWAYS_INLINE bool isKnownFlow(const struct udpFlow* flow, struct udpTold* latest, __u64 now)
{
    if (isSameFlow(&latest->flow, flow) && latest->timeNs && now - latest->timeNs < UDP_FLOW_NS)
        return true;
    latest->flow = *flow;
    latest->timeNs = whenTold(flow, now);
    return latest->timeNs;
}

ALWAYS_INLINE void tellFlow(void* context, struct udpFlow* flow,
                            const struct networkProcess* process, bool sent)
{
    __u64 now = bpf_ktime_get_ns();
    flow->processId = process->key.processId;
    if (whenTold(flow, now)) return;
    bpf_map_update_elem(&udpFlows, flow, &now, BPF_ANY);

    SYSMON_NETWORK_CONNECT event = {.protocol = PROTOCOL_UDP, .initiated = sent};
    __builtin_memcpy(event.local.address, flow->local, 16);
    __builtin_memcpy(event.remote.address, flow->remote, 16);
    event.local.port = flow->localPort;
    event.remote.port = flow->remotePort;
    sendNetworkEvent(context, &event, process, now);
}

ALWAYS_INLINE void tellFlowOfCaller(void* context, struct udpFlow* flow, bool sent)
{
    if (isOwnProcess()) return;
    struct networkProcess process;
    rememberProcess(&process, (struct task_struct*)bpf_get_current_task());
    tellFlow(context, flow, &process, sent);
}

ALWAYS_INLINE bool isUdp(bool btf, struct sock* socket)
{
    return (btf ? socket->sk_protocol : socketProtocol(socket)) == PROTOCOL_UDP;
}

/* ---- sending ---- */

ALWAYS_INLINE struct udpLeft* lastLeft(void)
{
    __u32 zero = 0;
    return bpf_map_lookup_elem(&udpLastLeft, &zero);
}

/* The running task sends, and its packets are still to come. */
ALWAYS_INLINE void udpSendBegins(struct sock* socket)
{
    __u64 key = (__u64)socket;
    struct udpSender* known = bpf_map_lookup_elem(&udpSenders, &key);
    if (known && known->process.key.processId == bpf_get_current_pid_tgid() >> 32) {
        known->timeNs = bpf_ktime_get_ns();
        return;
    }
    if (isOwnProcess()) return;
    struct udpSender sender = {.timeNs = bpf_ktime_get_ns()};
    rememberProcess(&sender.process, (struct task_struct*)bpf_get_current_task());
    bpf_map_update_elem(&udpSenders, &key, &sender, BPF_ANY);
}

/* A packet is on its way to a device, in whatever task's context. */
ALWAYS_INLINE void udpPacketLeaves(bool btf, void* context, struct sk_buff* packet)
{
    struct sock* socket = READ(btf, packet, sk);
    if (!socket || !isUdp(btf, socket)) return;
    struct udpLeft* left = lastLeft();
    struct udpCall call = {.socket = (__u64)socket, .thread = bpf_get_current_pid_tgid()};
    struct udpFlow flow = {.processId = call.thread >> 32};
    if (!left || !flowOfPacket(btf, packet, socket, true, &flow)) return;
    left->socket = call.socket;
    left->isNew = 0;
    __u64 now = bpf_ktime_get_ns();
    if (isKnownFlow(&flow, &left->latest, now)) return;

    struct udpSender* sender = bpf_map_lookup_elem(&udpSenders, &call.socket);
    if (sender && now - sender->timeNs < UDP_LEAVES_NS) {
        tellFlow(context, &flow, &sender->process, true);
        return;
    }
    left->isNew = 1;
    bpf_map_update_elem(&udpLeaving, &call, &flow, BPF_ANY);
}

/*
 * The running task has sent; `sent` is the call's result. Where no packet left during the call, it
 * waits, for the address of a neighbour or for more data.
 */
ALWAYS_INLINE void udpSendEnds(bool btf, void* context, struct sock* socket, int sent)
{
    if (!isUdp(btf, socket)) return;
    struct udpLeft* left = lastLeft();
    struct udpCall call = {.socket = (__u64)socket};
    bool hasLeft = left && left->socket == call.socket;
    if (hasLeft) left->socket = 0;
    if (hasLeft && !left->isNew) return;

    call.thread = bpf_get_current_pid_tgid();
    struct udpFlow* found = bpf_map_lookup_elem(&udpLeaving, &call);
    if (found) {
        struct udpFlow flow = *found;
        bpf_map_delete_elem(&udpLeaving, &call);
        tellFlowOfCaller(context, &flow, true);
    } else if (sent >= 0 && !hasLeft)
        udpSendBegins(socket);
}

/* ---- receiving ---- */

/* The running task takes `packet` out of `socket`; where it only looks, `size` is negative. */
ALWAYS_INLINE void udpPacketTaken(bool btf, void* context, struct sock* socket,
                                  struct sk_buff* packet, int size)
{
    struct udpFlow flow = {.processId = bpf_get_current_pid_tgid() >> 32};
    if (size < 0 || !isUdp(btf, socket) || !flowOfPacket(btf, packet, socket, false, &flow) ||
        whenTold(&flow, bpf_ktime_get_ns()))
        return;
    tellFlowOfCaller(context, &flow, false);
}

ALWAYS_INLINE struct udpReceiver* newReceiver(__u64 socket)
{
    __u32 zero = 0;
    struct udpReceiver* none = bpf_map_lookup_elem(&udpNoReceiver, &zero);
    if (none) bpf_map_update_elem(&udpReceivers, &socket, none, BPF_ANY);
    return bpf_map_lookup_elem(&udpReceivers, &socket);
}

/* A packet has come to the end of the socket's queue, in whatever task's context. */
ALWAYS_INLINE void udpPacketArrives(bool btf, struct sock* socket)
{
    if (!isUdp(btf, socket)) return;
    struct sk_buff* packet = READ(btf, socket, sk_receive_queue.prev);
    struct udpFlow flow = {};
    if (packet == (void*)&socket->sk_receive_queue ||
        !flowOfPacket(btf, packet, socket, false, &flow))
        return;
    __u64 key = (__u64)socket;
    struct udpReceiver* receiver = bpf_map_lookup_elem(&udpReceivers, &key);
    if (!receiver) receiver = newReceiver(key);
    if (!receiver) return;
    flow.processId = receiver->processId;
    bool waits = receiver->arrived != receiver->taken && isSameFlow(&receiver->latest.flow, &flow);
    if (isKnownFlow(&flow, &receiver->latest, bpf_ktime_get_ns()) || waits) return;
    if (receiver->arrived - receiver->taken >= UDP_ARRIVALS) {
        receiver->missed++;
        return;
    }
    receiver->flows[receiver->arrived & (UDP_ARRIVALS - 1)] = flow;
    receiver->arrived++;
}

/* The next of the new flows; of one that receives here for the first time at least the latest. */
ALWAYS_INLINE bool takeArrived(struct udpReceiver* receiver, struct udpFlow* flow)
{
    __u32 processId = bpf_get_current_pid_tgid() >> 32;
    bool isOther = receiver->processId != processId;
    receiver->processId = processId;
    if (receiver->arrived != receiver->taken) {
        *flow = receiver->flows[receiver->taken & (UDP_ARRIVALS - 1)];
        receiver->taken++;
        return true;
    }
    *flow = receiver->latest.flow;
    return isOther;
}

/* The running task has received; `received` and `flags` are those of the call. */
ALWAYS_INLINE void udpReceiveEnds(bool btf, void* context, struct sock* socket, int received,
                                  int flags)
{
    if (received < 0 || (flags & (MESSAGE_PEEK | MESSAGE_ERROR_QUEUE)) || !isUdp(btf, socket))
        return;
    __u64 key = (__u64)socket;
    struct udpReceiver* receiver = bpf_map_lookup_elem(&udpReceivers, &key);
    struct udpFlow flow;
    if (!receiver) return;
    if (receiver->missed) {
        countLost(NetworkConnect, receiver->missed);
        receiver->missed = 0;
    }
    /* An address of the kernel's may be used again, for another socket. */
    if (takeArrived(receiver, &flow) && flow.localPort == portOfSocket(btf, socket))
        tellFlowOfCaller(context, &flow, false);
}

#endif
