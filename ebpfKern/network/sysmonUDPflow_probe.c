/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * Programs on kernel functions: as fentry, which costs least and needs the kernel's BTF, and as
 * kprobe.
 */
#include "functionArguments.c"
#include "sysmonUDPflow.c"

/* ip_send_skb(network, packet) */
SEC("fentry/ip_send_skb")
int sysmonUDPsend_fentry(__u64* arguments)
{
    udpPacketSent(true, arguments, (struct sk_buff*)arguments[1]);
    return 0;
}

SEC("kprobe/ip_send_skb")
int sysmonUDPsend_kprobe(struct pt_regs* registers)
{
    udpPacketSent(false, registers, (struct sk_buff*)functionArgument(registers, 1));
    return 0;
}

/* ip6_send_skb(packet) */
SEC("fentry/ip6_send_skb")
int sysmonUDPv6send_fentry(__u64* arguments)
{
    udpPacketSent(true, arguments, (struct sk_buff*)arguments[0]);
    return 0;
}

SEC("kprobe/ip6_send_skb")
int sysmonUDPv6send_kprobe(struct pt_regs* registers)
{
    udpPacketSent(false, registers, (struct sk_buff*)functionArgument(registers, 0));
    return 0;
}

/* skb_consume_udp(sock, packet, size): what a caller received, or a negative size if it looked */
SEC("fentry/skb_consume_udp")
int sysmonUDPreceive_fentry(__u64* arguments)
{
    udpPacketTaken(true, arguments, (struct sock*)arguments[0], (struct sk_buff*)arguments[1],
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
