/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "sysmonUDPflow.c"

/* net/net_dev_queue: (packet) */
SEC("raw_tracepoint/net_dev_queue")
int sysmonUDPleaves_rawtp(__u64* context)
{
    udpPacketLeaves(context, (struct sk_buff*)context[0]);
    return 0;
}

/* sock/sock_send_length: (sock, result, flags), since 6.3 */
SEC("raw_tracepoint/sock_send_length")
int sysmonUDPsend_rawtp(__u64* context)
{
    udpSendEnds(context, (struct sock*)context[0], context[1]);
    return 0;
}

/* sock/sk_data_ready: (sock), since 6.3 */
SEC("raw_tracepoint/sk_data_ready")
int sysmonUDParrives_rawtp(__u64* context)
{
    udpPacketArrives((struct sock*)context[0]);
    return 0;
}

/* sock/sock_recv_length: (sock, result, flags), since 6.3 */
SEC("raw_tracepoint/sock_recv_length")
int sysmonUDPreceive_rawtp(__u64* context)
{
    udpReceiveEnds(context, (struct sock*)context[0], context[1], context[2]);
    return 0;
}
