/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * UDP flows: the first datagram between two ends that a process sends or receives.
 *
 * Both ends are read from the packet itself: a socket that is not bound or not connected does not
 * know them, and what the program passed may be changed by another of its threads. The packet is
 * looked at where the running task hands it to IP, or takes it: there nobody else can have sent it
 * or got it, and the machine's own firewall does not translate it any more, or not yet.
 *
 *     send      udp_sendmsg, a cork that is pulled, … → ip_send_skb, ip6_send_skb    udpPacketSent
 *     receive   udp_recvmsg → skb_consume_udp                                       udpPacketTaken
 *
 * sysmonUDPsockets.c has what is done where functions take no programs. What happens for each
 * datagram of a flow that is known is a look into one map; user space (networkTracker) has the last
 * word.
 */
#ifndef SYSMON_UDP_FLOW_C
#define SYSMON_UDP_FLOW_C

#include "sysmonNetwork.c"

#define UDP_FLOW_NS (30ull * 60 * 1000000000)

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

/* When a flow was told, of the flow that was looked for last: most datagrams follow their like. */
struct udpTold {
    struct udpFlow flow;
    __u64 timeNs;
};

/* The one that was sent last on this processor, and the one that was received. */
enum udpWay { UdpReceived, UdpSent, UdpWays };

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, UdpWays);
    __type(key, __u32);
    __type(value, struct udpTold);
} udpLatest SEC(".maps");

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

/* The flow of a packet that leaves a socket or comes to one. */
ALWAYS_INLINE bool flowOfPacket(bool btf, struct sk_buff* packet, enum udpWay way,
                                struct udpFlow* flow)
{
    struct udpEnds ends;
    bool sent = way == UdpSent;
    if (!endsOfPacket(btf, packet, &ends)) return false;
    __builtin_memcpy(flow->local, sent ? ends.source : ends.destination, 16);
    __builtin_memcpy(flow->remote, sent ? ends.destination : ends.source, 16);
    flow->localPort = __builtin_bswap16(sent ? ends.ports[0] : ends.ports[1]);
    flow->remotePort = __builtin_bswap16(sent ? ends.ports[1] : ends.ports[0]);
    return true;
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
    latest->timeNs = 0; /* a task that preempts this one must not find half of both */
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
    rememberCaller(&process);
    tellFlow(context, flow, &process, sent);
}

ALWAYS_INLINE bool isUdp(bool btf, struct sock* socket)
{
    return socketProtocol(btf, socket) == PROTOCOL_UDP;
}

/* ---- the running task sends or receives ---- */

ALWAYS_INLINE void udpPacketOfCaller(bool btf, void* context, struct sk_buff* packet,
                                     enum udpWay way)
{
    __u32 which = way;
    struct udpFlow flow = {.processId = bpf_get_current_pid_tgid() >> 32};
    struct udpTold* latest = bpf_map_lookup_elem(&udpLatest, &which);
    if (!latest || !flowOfPacket(btf, packet, way, &flow) ||
        isKnownFlow(&flow, latest, bpf_ktime_get_ns()))
        return;
    tellFlowOfCaller(context, &flow, way == UdpSent);
}

/* The running task hands `packet` to IP, complete with its headers. */
ALWAYS_INLINE void udpPacketSent(bool btf, void* context, struct sk_buff* packet)
{
    struct sock* socket = READ(btf, packet, sk);
    if (socket && isUdp(btf, socket)) udpPacketOfCaller(btf, context, packet, UdpSent);
}

/* The running task takes `packet` out of `socket`; where it only looks, `size` is negative. */
ALWAYS_INLINE void udpPacketTaken(bool btf, void* context, struct sock* socket,
                                  struct sk_buff* packet, int size)
{
    if (size >= 0 && isUdp(btf, socket)) udpPacketOfCaller(btf, context, packet, UdpReceived);
}

#endif
