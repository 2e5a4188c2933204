/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Programs on kernel functions: as fentry, which costs least and needs the kernel's BTF, and as
 * kprobe.
 */
#include "functionArguments.c"
#include "sysmonUDPflow.c"

/* udp_sendmsg(sock, message, size) */
SEC("fentry/udp_sendmsg")
int sysmonUDPsend_fentry(__u64* arguments)
{
    udpSendBegins((struct sock*)arguments[0]);
    return 0;
}

SEC("kprobe/udp_sendmsg")
int sysmonUDPsend_kprobe(struct pt_regs* registers)
{
    udpSendBegins((struct sock*)functionArgument(registers, 0));
    return 0;
}

/* udpv6_sendmsg(sock, message, size): for IPv4 it calls udp_sendmsg */
SEC("fentry/udpv6_sendmsg")
int sysmonUDPv6send_fentry(__u64* arguments)
{
    udpSendBegins((struct sock*)arguments[0]);
    return 0;
}

SEC("kprobe/udpv6_sendmsg")
int sysmonUDPv6send_kprobe(struct pt_regs* registers)
{
    udpSendBegins((struct sock*)functionArgument(registers, 0));
    return 0;
}

/* skb_consume_udp(sock, packet, size): what a caller received, or a negative size if it looked */
SEC("fentry/skb_consume_udp")
int sysmonUDPreceive_fentry(__u64* arguments)
{
    udpPacketTaken(false, arguments, (struct sock*)arguments[0], (struct sk_buff*)arguments[1],
                   arguments[2]);
    return 0;
}

SEC("kprobe/skb_consume_udp")
int sysmonUDPreceive_kprobe(struct pt_regs* registers)
{
    udpPacketTaken(false, registers, (struct sock*)functionArgument(registers, 0),
                   (struct sk_buff*)functionArgument(registers, 1), functionArgument(registers, 2));
    return 0;
}
