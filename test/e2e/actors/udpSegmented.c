/* SPDX-License-Identifier: MIT */
/*
 * One send of which the kernel makes several datagrams, by an option of the socket or of the call;
 * the receiver takes each, or all as one.
 */
#define _GNU_SOURCE
#include "network.h"

#include <linux/udp.h>
#include <string.h>
#include <sys/uio.h>

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

#define SEGMENT 100
#define SEGMENTS 3

static char bytes[SEGMENT * SEGMENTS];

static struct pair connectedPair(const char* address)
{
    struct pair pair = datagramPair(address);
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    return pair;
}

/* Returns the number of datagrams that came. */
static int receiveAll(struct pair* pair)
{
    size_t received = 0;
    int datagrams = 0;
    for (; received < sizeof(bytes); datagrams++)
        received += must(recv(pair->receiver, bytes, sizeof(bytes), 0), "recv");
    return datagrams;
}

static void receive(struct pair* pair)
{
    uint64_t after = now();
    if (receiveAll(pair) != SEGMENTS) fail("not cut into segments");
    expectReceived(after, pair);
    closePair(*pair);
}

static void bySocket(const char* address)
{
    struct pair pair = connectedPair(address);
    int size = SEGMENT;
    if (setsockopt(pair.sender, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size)) < 0)
        unsupported("UDP_SEGMENT");
    uint64_t after = now();
    must(send(pair.sender, bytes, sizeof(bytes), 0), "send");
    expectSent(after, &pair);
    receive(&pair);
}

static void byCall(const char* address)
{
    struct pair pair = connectedPair(address);
    uint16_t size = SEGMENT;
    char control[CMSG_SPACE(sizeof(size))] __attribute__((aligned(8))) = {0};
    struct iovec vector = {bytes, sizeof(bytes)};
    struct msghdr message = {.msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof(control)};
    struct cmsghdr* option = CMSG_FIRSTHDR(&message);
    option->cmsg_level = IPPROTO_UDP;
    option->cmsg_type = UDP_SEGMENT;
    option->cmsg_len = CMSG_LEN(sizeof(size));
    memcpy(CMSG_DATA(option), &size, sizeof(size));
    uint64_t after = now();
    must(sendmsg(pair.sender, &message, 0), "sendmsg");
    expectSent(after, &pair);
    receive(&pair);
}

static void takenAsOne(const char* address)
{
    struct pair pair = connectedPair(address);
    int on = 1, size = SEGMENT;
    if (setsockopt(pair.receiver, IPPROTO_UDP, UDP_GRO, &on, sizeof(on)) < 0) return;
    must(setsockopt(pair.sender, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size)), "UDP_SEGMENT");
    uint64_t after = now();
    must(send(pair.sender, bytes, sizeof(bytes), 0), "send");
    expectSent(after, &pair);
    after = now();
    receiveAll(&pair);
    expectReceived(after, &pair);
    closePair(pair);
}

int main(void)
{
    actorBegin();
    const char* addresses[] = {"127.0.0.1", "::1"};
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
        if (!hasAddress(addresses[i])) continue;
        bySocket(addresses[i]);
        byCall(addresses[i]);
        takenAsOne(addresses[i]);
    }
    return actorEnd();
}
