/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Programs on tracepoints, BTF-typed and raw: the context of both is the arguments.
 */
#include "sysmonUDPsockets.c"

/* net/net_dev_queue: (packet) */
SEC("raw_tracepoint/net_dev_queue")
int sysmonUDPleaves_rawtp(__u64* context)
{
    udpPacketLeaves(false, context, (struct sk_buff*)context[0]);
    return 0;
}

#ifdef EBPF_CO_RE
SEC("tp_btf/net_dev_queue")
int sysmonUDPleaves_btf(__u64* context)
{
    udpPacketLeaves(true, context, (struct sk_buff*)context[0]);
    return 0;
}
#endif

/* sock/sock_send_length: (sock, result, flags), since 6.3 */
SEC("raw_tracepoint/sock_send_length")
int sysmonUDPsend_rawtp(__u64* context)
{
    udpSendEnds(false, context, (struct sock*)context[0], context[1]);
    return 0;
}

#ifdef EBPF_CO_RE
SEC("tp_btf/sock_send_length")
int sysmonUDPsend_btf(__u64* context)
{
    udpSendEnds(true, context, (struct sock*)context[0], context[1]);
    return 0;
}
#endif

/* sock/sk_data_ready: (sock), since 6.3 */
SEC("raw_tracepoint/sk_data_ready")
int sysmonUDParrives_rawtp(__u64* context)
{
    udpPacketArrives(false, context, (struct sock*)context[0]);
    return 0;
}

#ifdef EBPF_CO_RE
SEC("tp_btf/sk_data_ready")
int sysmonUDParrives_btf(__u64* context)
{
    udpPacketArrives(true, context, (struct sock*)context[0]);
    return 0;
}
#endif

/* sock/sock_recv_length: (sock, result, flags), since 6.3 */
SEC("raw_tracepoint/sock_recv_length")
int sysmonUDPreceive_rawtp(__u64* context)
{
    udpReceiveEnds(false, context, (struct sock*)context[0], context[1], context[2]);
    return 0;
}

#ifdef EBPF_CO_RE
SEC("tp_btf/sock_recv_length")
int sysmonUDPreceive_btf(__u64* context)
{
    udpReceiveEnds(true, context, (struct sock*)context[0], context[1], context[2]);
    return 0;
}
#endif
