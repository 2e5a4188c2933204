/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * UDP where functions take no programs: by tracepoints of sockets, which there are since 6.3.
 * Packets pass them in any task's context, so who sends or receives is told by a second one, at the
 * end of the call.
 *
 *     send     net_dev_queue: udpPacketLeaves → sock_send_length: udpSendEnds
 *     receive  sk_data_ready: udpPacketArrives → sock_recv_length: udpReceiveEnds
 *
 * What is remembered of a socket lies in the socket's own storage, and goes with it: another socket
 * at the same address begins with nothing. Only BTF-typed programs have such storage; raw ones use
 * maps by the socket's address.
 */
#ifndef SYSMON_UDP_SOCKETS_C
#define SYSMON_UDP_SOCKETS_C

#include "sysmonUDPflow.c"

/* A packet waits that long for the address of its neighbour; then the kernel gives up. */
#define UDP_LEAVES_NS (5ull * 1000000000)
/* Flows whose first datagram lies in one socket, not received yet. A power of two. */
#define UDP_ARRIVALS 32
/* Packets that are looked at when one has come: others may have come with it. */
#define UDP_LOOKS 8
/* Two processors that see one packet at the same time do so within this. */
#define UDP_TOGETHER_NS 1000000000ull
/* How often a processor tries to be the one that looks; a look takes less. */
#define UDP_LOOK_TRIES 32

#define MESSAGE_PEEK 0x2
#define MESSAGE_ERROR_QUEUE 0x2000

/* Who sends, where no packet has been seen to leave yet. */
struct udpSender {
    struct networkProcess process;
    __u64 timeNs;
    __u64 localPort;
    __u64 thread; /* plus 1: in whose context a new flow left that has no sender yet; 0: none */
    struct udpFlow flow;
};

struct {
    __uint(type, BPF_MAP_TYPE_SK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct udpSender);
} udpSenderOfSocket SEC(".maps");

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

/* The socket whose packet left last on this CPU: spares the end of the call a look into maps. */
struct udpLeft {
    __u64 socket;
    __u64 thread; /* in whose context: another socket may have the address by now */
    __u64 isNew;
};

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct udpLeft);
} udpLastLeft SEC(".maps");

/* What arrived at a socket. */
struct udpReceiver {
    struct networkProcess process; /* that received there last */
    __u32 came;                    /* packets that were queued, and those that were received */
    __u32 went;
    __u32 missed; /* packets of which nobody knows the flow, and flows that found no place */
    __u32 ahead;  /* packets that were looked at before their turn */
    __u32 arrived;
    __u32 taken;
    /* One processor looks at the queue at a time. What it counts lies here, where the verifier does
     * not follow it. */
    __u32 isLooking;
    __u32 unknown;
    __u32 processor; /* that looked last */
    __u64 packet;    /* that was looked at last; its flow is `latest` */
    __u64 timeNs;    /* of that look */
    struct udpTold latest;
    struct udpFlow flows[UDP_ARRIVALS]; /* from `taken` to `arrived` */
};

struct {
    __uint(type, BPF_MAP_TYPE_SK_STORAGE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, int);
    __type(value, struct udpReceiver);
} udpReceiverOfSocket SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 1024);
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

ALWAYS_INLINE __u16 portOfSocket(bool btf, struct sock* socket)
{
    return READ(btf, socket, __sk_common.skc_num);
}

/* ---- sending ---- */

/* One way of a connection: a node of a hash table, two pointers, then the ends. So since 2.6. */
#define CONNECTION_WAY_SIZE 56
#define CONNECTION_ENDS_OFFSET 16

struct connectionEnds {
    __u8 source[16];
    __u16 sourcePort; /* both in network byte order */
    __u16 family;
    __u8 destination[16];
    __u16 destinationPort;
    __u8 protocol;
    __u8 way;
};

/*
 * The ends of the packet before the machine's own firewall translated them, which the connection
 * knows that the packet belongs to. False: it belongs to none, or the kernel does not describe it.
 */
ALWAYS_INLINE bool flowOfConnection(struct sk_buff* packet, struct udpFlow* flow)
{
    struct sk_buff___typed* tracked = (struct sk_buff___typed*)packet;
    struct nf_conn___typed* connection = 0;
    if (!bpf_core_field_exists(tracked->_nfct) || !bpf_core_field_exists(connection->tuplehash))
        return false;
    __u64 address = tracked->_nfct;
    bool isAnswer = (address & CONNECTION_INFO) >= CONNECTION_ANSWERS;
    address &= ~CONNECTION_INFO;
    if (!address) return false;
    address += __builtin_preserve_field_info(connection->tuplehash, BPF_FIELD_BYTE_OFFSET) +
               (isAnswer ? CONNECTION_WAY_SIZE : 0) + CONNECTION_ENDS_OFFSET;
    struct connectionEnds ends;
    if (bpf_probe_read_kernel(&ends, sizeof(ends), (const void*)address) != 0 ||
        ends.protocol != PROTOCOL_UDP)
        return false;
    if (ends.family == ADDRESS_FAMILY_INET) {
        mapIpv4(flow->local, ends.source);
        mapIpv4(flow->remote, ends.destination);
    } else {
        __builtin_memcpy(flow->local, ends.source, 16);
        __builtin_memcpy(flow->remote, ends.destination, 16);
    }
    flow->localPort = __builtin_bswap16(ends.sourcePort);
    flow->remotePort = __builtin_bswap16(ends.destinationPort);
    return true;
}

ALWAYS_INLINE struct udpLeft* lastLeft(void)
{
    __u32 zero = 0;
    return bpf_map_lookup_elem(&udpLastLeft, &zero);
}

/* Who has sent what waits in `socket` to leave. A socket that is closed has no port any more. */
ALWAYS_INLINE struct udpSender* senderBefore(bool btf, struct sock* socket)
{
    __u64 key = (__u64)socket;
    struct udpSender* sender = btf ? bpf_sk_storage_get(&udpSenderOfSocket, socket, 0, 0)
                                   : bpf_map_lookup_elem(&udpSenders, &key);
    if (!sender || bpf_ktime_get_ns() - sender->timeNs >= UDP_LEAVES_NS) return 0;
    __u16 port = portOfSocket(btf, socket);
    return !port || port == sender->localPort ? sender : 0;
}

/*
 * The flow of a packet that `socket` sends. False: it is none of that socket's own; a tunnel, for
 * one, leaves the sender's socket in the packet that it wraps the sender's packet in.
 */
ALWAYS_INLINE bool flowOfLeaving(bool btf, struct sk_buff* packet, struct sock* socket,
                                 struct udpFlow* flow)
{
    if (!(btf && flowOfConnection(packet, flow)) && !flowOfPacket(btf, packet, UdpSent, flow))
        return false;
    __u16 port = portOfSocket(btf, socket);
    if (port) return flow->localPort == port;
    struct udpSender* sender = senderBefore(btf, socket);
    return sender && flow->localPort == sender->localPort;
}

/* The running task has sent, and its packets are still to come. */
ALWAYS_INLINE void rememberSender(bool btf, struct sock* socket)
{
    __u64 key = (__u64)socket;
    if (isOwnProcess()) return;
    struct udpSender sender = {.timeNs = bpf_ktime_get_ns(),
                               .localPort = portOfSocket(btf, socket)};
    rememberCaller(&sender.process);
    if (!btf) {
        bpf_map_update_elem(&udpSenders, &key, &sender, BPF_ANY);
        return;
    }
    struct udpSender* stored =
        bpf_sk_storage_get(&udpSenderOfSocket, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);
    if (stored)
        *stored = sender;
    else
        countLost(NetworkConnect, 1);
}

/*
 * A new flow may have left in the context of a task that does not send: its neighbour's address
 * came while the sender was still within its call.
 */
ALWAYS_INLINE void noteUnclaimed(bool btf, struct sock* socket, const struct udpCall* call,
                                 const struct udpFlow* flow)
{
    if (!btf) return;
    struct udpSender* sender =
        bpf_sk_storage_get(&udpSenderOfSocket, socket, 0, BPF_SK_STORAGE_GET_F_CREATE);
    if (!sender) return;
    sender->flow = *flow;
    sender->thread = call->thread + 1; /* that of an idle processor is 0 */
}

/*
 * The flow of `socket` that nobody else has claimed; the one of `thread`, if that is not 0.
 */
ALWAYS_INLINE bool claimFlow(bool btf, struct sock* socket, __u64 thread, struct udpFlow* ret_flow)
{
    struct udpSender* sender = btf ? bpf_sk_storage_get(&udpSenderOfSocket, socket, 0, 0) : 0;
    if (!sender || !sender->thread || (thread && sender->thread != thread)) return false;
    *ret_flow = sender->flow;
    sender->thread = 0;
    return true;
}

/* A packet is on its way to a device, in whatever task's context. */
ALWAYS_INLINE void udpPacketLeaves(bool btf, void* context, struct sk_buff* packet)
{
    struct sock* socket = READ(btf, packet, sk);
    if (!socket || !isUdp(btf, socket)) return;
    __u32 which = UdpSent;
    struct udpTold* latest = bpf_map_lookup_elem(&udpLatest, &which);
    struct udpLeft* left = lastLeft();
    struct udpCall call = {.socket = (__u64)socket, .thread = bpf_get_current_pid_tgid()};
    struct udpFlow flow = {.processId = call.thread >> 32};
    if (!latest || !left || !flowOfLeaving(btf, packet, socket, &flow)) return;
    left->socket = call.socket;
    left->thread = call.thread;
    left->isNew = 0;
    __u64 now = bpf_ktime_get_ns();
    if (isKnownFlow(&flow, latest, now)) return;

    struct udpSender* sender = senderBefore(btf, socket);
    if (sender) {
        tellFlow(context, &flow, &sender->process, true);
        return;
    }
    left->isNew = 1;
    bpf_map_update_elem(&udpLeaving, &call, &flow, BPF_ANY);
    noteUnclaimed(btf, socket, &call, &flow);
}

/*
 * The running task has sent; `sent` is the call's result. Where no packet left during the call, it
 * waits, for the address of a neighbour or for more data.
 */
ALWAYS_INLINE void udpSendEnds(bool btf, void* context, struct sock* socket, int sent)
{
    if (!isUdp(btf, socket)) return;
    struct udpLeft* left = lastLeft();
    struct udpCall call = {.socket = (__u64)socket, .thread = bpf_get_current_pid_tgid()};
    bool hasLeft = left && left->socket == call.socket && left->thread == call.thread;
    if (hasLeft) left->socket = 0;
    if (hasLeft && !left->isNew) return;

    struct udpFlow* found = bpf_map_lookup_elem(&udpLeaving, &call);
    if (found) {
        struct udpFlow flow = *found, same;
        bpf_map_delete_elem(&udpLeaving, &call);
        claimFlow(btf, socket, call.thread + 1, &same);
        tellFlowOfCaller(context, &flow, true);
        return;
    }
    if (sent < 0 || hasLeft) return;
    struct udpFlow flow;
    if (claimFlow(btf, socket, 0, &flow))
        tellFlowOfCaller(context, &flow, true);
    else
        rememberSender(btf, socket);
}

/* ---- receiving ---- */

ALWAYS_INLINE struct udpReceiver* newReceiver(__u64 socket)
{
    __u32 zero = 0;
    struct udpReceiver* none = bpf_map_lookup_elem(&udpNoReceiver, &zero);
    if (none) bpf_map_update_elem(&udpReceivers, &socket, none, BPF_ANY);
    return bpf_map_lookup_elem(&udpReceivers, &socket);
}

ALWAYS_INLINE struct udpReceiver* receiverOf(bool btf, struct sock* socket, bool make)
{
    __u64 key = (__u64)socket;
    if (btf)
        return bpf_sk_storage_get(&udpReceiverOfSocket, socket, 0,
                                  make ? BPF_SK_STORAGE_GET_F_CREATE : 0);
    struct udpReceiver* receiver = bpf_map_lookup_elem(&udpReceivers, &key);
    return receiver || !make ? receiver : newReceiver(key);
}

ALWAYS_INLINE void noteArrival(struct udpReceiver* receiver, const struct udpFlow* flow)
{
    bool waits = receiver->arrived != receiver->taken && isSameFlow(&receiver->latest.flow, flow);
    if (isKnownFlow(flow, &receiver->latest, bpf_ktime_get_ns()) || waits) return;
    if ((__s32)(receiver->arrived - receiver->taken) >= UDP_ARRIVALS) {
        __sync_fetch_and_add(&receiver->missed, 1);
        return;
    }
    /* Counted when it is whole: the receiver does not wait for it. */
    receiver->flows[receiver->arrived & (UDP_ARRIVALS - 1)] = *flow;
    __sync_fetch_and_add(&receiver->arrived, 1);
}

/* Lists of packets begin alike in their heads and in packets: next, previous. */
ALWAYS_INLINE struct sk_buff* packetBefore(struct sk_buff* packet)
{
    return READ_KERNEL((struct sk_buff_head*)packet, prev);
}

ALWAYS_INLINE struct sk_buff* packetBehind(struct sk_buff* packet)
{
    struct sk_buff* next = 0;
    bpf_probe_read_kernel(&next, sizeof(next), packet);
    return next;
}

/* Where the receiver has already moved the packets of the queue to. */
ALWAYS_INLINE struct sk_buff_head* queueOfReader(struct sock* socket)
{
    struct udp_sock___typed* udp = (struct udp_sock___typed*)socket;
    return bpf_core_field_exists(udp->reader_queue) ? &udp->reader_queue : 0;
}

/* Whether `packet` was looked at last: its memory may hold another packet by now. */
ALWAYS_INLINE bool wasSeen(struct udpReceiver* receiver, struct sk_buff* packet)
{
    struct udpFlow flow = {.processId = receiver->process.key.processId};
    return (__u64)packet == receiver->packet && flowOfPacket(false, packet, UdpReceived, &flow) &&
           isSameFlow(&flow, &receiver->latest.flow);
}

/*
 * With more than one that looks, each would note the others' packets as those that come ahead.
 * False: the other one takes too long.
 */
ALWAYS_INLINE bool beginLook(struct udpReceiver* receiver)
{
    for (int i = 0; i < UDP_LOOK_TRIES; i++)
        if (!__sync_lock_test_and_set(&receiver->isLooking, 1)) return true;
    return false;
}

ALWAYS_INLINE void endLook(struct udpReceiver* receiver)
{
    __sync_fetch_and_and(&receiver->isLooking, 0); /* orders what was written before it */
}

ALWAYS_INLINE void rememberLook(struct udpReceiver* receiver, struct sk_buff* packet)
{
    receiver->packet = (__u64)packet;
    receiver->processor = bpf_get_smp_processor_id();
    receiver->timeNs = bpf_ktime_get_ns();
}

/*
 * What a processor brings comes one after the other. So the packet of the last look is this one
 * only where another processor looked; else it is the next, in the same memory.
 */
ALWAYS_INLINE bool lookedElsewhere(const struct udpReceiver* receiver)
{
    return receiver->processor != bpf_get_smp_processor_id() &&
           bpf_ktime_get_ns() - receiver->timeNs < UDP_TOGETHER_NS;
}

/*
 * Notes the packets before `newest` in `queue` that nobody has looked at, the oldest first, and
 * then `newest`. Returns how many these are. What is taken away meanwhile is missed.
 */
ALWAYS_INLINE __u32 noteArrivals(struct udpReceiver* receiver, struct sk_buff_head* queue,
                                 struct sk_buff* newest)
{
    struct sk_buff* packet = newest;
    receiver->unknown = 1;
    for (int i = 0; i < UDP_LOOKS; i++) {
        struct sk_buff* before = packetBefore(packet);
        if (!before || before == (void*)queue || wasSeen(receiver, before)) break;
        packet = before;
        receiver->unknown++;
    }
    __u32 count = receiver->unknown;
    for (int i = 0; i < UDP_LOOKS + 1; i++) {
        struct udpFlow flow = {.processId = receiver->process.key.processId};
        bool isPacket = flowOfPacket(false, packet, UdpReceived, &flow);
        struct sk_buff* next = packetBehind(packet);
        /* Taken away before its memory was read: that may hold another by then. */
        if (!next) break;
        if (isPacket) {
            noteArrival(receiver, &flow);
            receiver->unknown--;
        }
        if (packet == newest || next == (void*)queue) break;
        packet = next;
    }
    if ((__s32)receiver->unknown > 0) __sync_fetch_and_add(&receiver->missed, receiver->unknown);
    rememberLook(receiver, newest);
    return count;
}

/*
 * The packet that has come has been taken already. Those that came with others were looked at with
 * those.
 */
ALWAYS_INLINE void missArrival(struct udpReceiver* receiver)
{
    if (receiver->ahead)
        receiver->ahead--;
    else
        __sync_fetch_and_add(&receiver->missed, 1);
}

/* Packets that were queued and not received yet. */
ALWAYS_INLINE bool isQueueEmpty(bool btf, struct sock* socket)
{
    struct sk_buff_head* queue = &socket->sk_receive_queue;
    if (READ(btf, socket, sk_receive_queue.prev) != (void*)queue) return false;
    queue = queueOfReader(socket);
    return !queue || READ_KERNEL(queue, prev) == (void*)queue;
}

/* Tells the flows that wait, at most `most` of them, as received by `receiver->process`. */
ALWAYS_INLINE void tellArrived(bool btf, void* context, struct sock* socket,
                               struct udpReceiver* receiver, __u32 most)
{
    for (__u32 i = 0; i < UDP_ARRIVALS; i++) {
        if (i >= most || (__s32)(receiver->arrived - receiver->taken) <= 0) return;
        __u32 place = __sync_fetch_and_add(&receiver->taken, 1) & (UDP_ARRIVALS - 1);
        struct udpFlow flow = receiver->flows[place];
        receiver->flows[place].localPort = 0;
        if (!receiver->process.key.processId) continue; /* nobody, or our own */
        /* An address of the kernel's may be used again, for another socket. */
        if (flow.localPort == portOfSocket(btf, socket))
            tellFlow(context, &flow, &receiver->process, false);
        else if (!flow.localPort) /* another took it; the next is passed over for it */
            __sync_fetch_and_add(&receiver->missed, 1);
    }
}

/* Of packets that were received. */
ALWAYS_INLINE void countMissedFlows(struct udpReceiver* receiver)
{
    if (receiver->missed) countLost(NetworkConnect, __sync_lock_test_and_set(&receiver->missed, 0));
}

/* `newest` ends the socket's own queue, and is no plain address in a BTF-typed program. */
ALWAYS_INLINE void lookAtOwn(bool btf, struct sk_buff_head* queue, struct sk_buff* newest,
                             struct udpReceiver* receiver)
{
    struct udpFlow flow = {.processId = receiver->process.key.processId};
    if (!flowOfPacket(btf, newest, UdpReceived, &flow)) {
        missArrival(receiver);
        return;
    }
    bool isOnly = READ(btf, (struct sk_buff_head*)newest, prev) == (void*)queue;
    if ((__u64)newest == receiver->packet && isSameFlow(&flow, &receiver->latest.flow)) {
        if (lookedElsewhere(receiver)) missArrival(receiver);
        rememberLook(receiver, newest);
    } else if (isOnly) {
        noteArrival(receiver, &flow);
        rememberLook(receiver, newest);
    } else
        receiver->ahead += noteArrivals(receiver, queue, newest) - 1;
}

ALWAYS_INLINE void lookAtArrival(bool btf, struct sock* socket, struct udpReceiver* receiver)
{
    struct sk_buff_head* queue = &socket->sk_receive_queue;
    struct sk_buff* newest = READ(btf, socket, sk_receive_queue.prev);
    if (newest != (void*)queue) {
        lookAtOwn(btf, queue, newest, receiver);
        return;
    }
    queue = queueOfReader(socket);
    struct sk_buff* moved = queue ? READ_KERNEL(queue, prev) : 0;
    if (!queue || moved == (void*)queue || wasSeen(receiver, moved))
        missArrival(receiver);
    else
        receiver->ahead += noteArrivals(receiver, queue, moved) - 1;
}

/* A packet has come to the end of the socket's queue, in whatever task's context. */
ALWAYS_INLINE void udpPacketArrives(bool btf, void* context, struct sock* socket)
{
    if (!isUdp(btf, socket)) return;
    struct udpReceiver* receiver = receiverOf(btf, socket, true);
    if (!receiver) {
        countLost(NetworkConnect, 1);
        return;
    }
    if (beginLook(receiver)) {
        lookAtArrival(btf, socket, receiver);
        endLook(receiver);
    } else
        __sync_fetch_and_add(&receiver->missed, 1);
    __u32 came = __sync_fetch_and_add(&receiver->came, 1) + 1;
    /* Who received it was faster, and will not ask for its flow any more. */
    if ((__s32)(receiver->went - came) >= 0) {
        tellArrived(btf, context, socket, receiver, UDP_ARRIVALS);
        countMissedFlows(receiver);
    }
}

/* Whether another process received here before. */
ALWAYS_INLINE bool noteReceiver(struct udpReceiver* receiver)
{
    __u32 processId = bpf_get_current_pid_tgid() >> 32;
    if (receiver->process.key.processId == processId) return false;
    rememberCaller(&receiver->process);
    if (isOwnProcess()) receiver->process.key.processId = 0;
    return true;
}

/* The running task has received; `received` and `flags` are those of the call. */
ALWAYS_INLINE void udpReceiveEnds(bool btf, void* context, struct sock* socket, int received,
                                  int flags)
{
    if (received < 0 || (flags & (MESSAGE_PEEK | MESSAGE_ERROR_QUEUE)) || !isUdp(btf, socket))
        return;
    /* Also the first one: where none has come yet, this one was faster. */
    struct udpReceiver* receiver = receiverOf(btf, socket, true);
    if (!receiver) return countLost(NetworkConnect, 1);
    /* One that receives here for the first time gets at least the latest. */
    bool isOther = noteReceiver(receiver);
    if (isOther && receiver->arrived == receiver->taken) {
        struct udpFlow flow = receiver->latest.flow;
        if (flow.localPort == portOfSocket(btf, socket)) tellFlowOfCaller(context, &flow, false);
    }
    __sync_fetch_and_add(&receiver->went, 1);
    if (receiver->arrived != receiver->taken || receiver->came != receiver->went) {
        bool isLast = isQueueEmpty(btf, socket);
        /* Some packets are thrown away, and never received. */
        if (isLast && (__s32)(receiver->came - receiver->went) > 0) receiver->went = receiver->came;
        tellArrived(btf, context, socket, receiver, isLast ? UDP_ARRIVALS : 1);
    }
    countMissedFlows(receiver);
}

#endif
