/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#include "sysmonUDPflow.c"

/* Arguments of the kernel's own functions. */
#if defined(__TARGET_ARCH_x86)
#define PROBE_ARGUMENT_1(registers) READ_KERNEL(registers, di)
#define PROBE_ARGUMENT_2(registers) READ_KERNEL(registers, si)
#else
#define PROBE_ARGUMENT_1(registers) READ_KERNEL(registers, regs[0])
#define PROBE_ARGUMENT_2(registers) READ_KERNEL(registers, regs[1])
#endif

/* udp_sendmsg(sock, message, size) */
SEC("kprobe/udp_sendmsg")
int sysmonUDPsend_probe(struct pt_regs* context)
{
    udpSendBegins((struct sock*)PROBE_ARGUMENT_1(context));
    return 0;
}

/* udpv6_sendmsg(sock, message, size): for IPv4 it calls udp_sendmsg */
SEC("kprobe/udpv6_sendmsg")
int sysmonUDPv6send_probe(struct pt_regs* context)
{
    udpSendBegins((struct sock*)PROBE_ARGUMENT_1(context));
    return 0;
}

/* skb_consume_udp(sock, packet, length): the caller has got it, and not only looked at it */
SEC("kprobe/skb_consume_udp")
int sysmonUDPreceive_probe(struct pt_regs* context)
{
    udpPacketTaken(context, (struct sock*)PROBE_ARGUMENT_1(context),
                   (struct sk_buff*)PROBE_ARGUMENT_2(context));
    return 0;
}
