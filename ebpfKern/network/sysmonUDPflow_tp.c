/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "classicTracepoints.c"
#include "sysmonUDPflow.c"

/* In the order of the object's fields, behind those of sysmonTCPconnection_tp.c. */
enum { UdpFieldPacket = 3 };

/* net/net_dev_queue */
SEC("tracepoint/net/net_dev_queue")
int sysmonUDPleaves_tp(void* context)
{
    struct sk_buff* packet = (struct sk_buff*)readField(context, UdpFieldPacket, sizeof(void*));
    if (packet) udpPacketLeaves(false, context, packet);
    return 0;
}
