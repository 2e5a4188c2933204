/* SPDX-License-Identifier: MIT */
/* sendto and recvfrom: the source is the address that the kernel chose, not 0.0.0.0. */
#define _GNU_SOURCE
#include "network.h"

#include <stddef.h>
#include <unistd.h>

static void exchange(const char* address, bool wantsPeer)
{
    if (!hasAddress(address)) return;
    struct pair pair = datagramPair(address);
    uint64_t after = now();
    must(sendto(pair.sender, "question", 8, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
    expectSent(after, &pair);

    char buffer[16];
    union end peer;
    socklen_t size = sizeof(peer);
    after = now();
    must(recvfrom(pair.receiver, buffer, sizeof(buffer), 0, wantsPeer ? &peer.any : NULL,
                  wantsPeer ? &size : NULL),
         "recvfrom");
    expectReceived(after, &pair);

    /* The answer belongs to the same flow, at both ends. */
    must(sendto(pair.receiver, "answer", 6, 0, &pair.from.any, sizeOfEnd(&pair.from)), "sendto");
    must(recv(pair.sender, buffer, sizeof(buffer), 0), "recv");
    closePair(pair);
}

/* The receiver listens on all addresses; which one the datagram was for is known all the same. */
static void receiveOnAll(void)
{
    struct pair pair = datagramPair("0.0.0.0");
    pair.to = endOf("127.0.0.5", portOf(&pair.to));
    union end own = endOf("127.0.0.6", 0);
    must(bind(pair.sender, &own.any, sizeOfEnd(&own)), "bind");
    pair.from = localEnd(pair.sender);
    uint64_t after = now();
    must(sendto(pair.sender, "x", 1, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
    expectConnection(after, "udp", true, &pair.from, &pair.to);
    char byte;
    after = now();
    must(recv(pair.receiver, &byte, 1, 0), "recv");
    expectReceived(after, &pair);
    closePair(pair);
}

int main(void)
{
    actorBegin();
    exchange("127.0.0.1", true);
    exchange("127.0.0.1", false);
    exchange("::1", true);
    exchange("::1", false);
    exchange("::ffff:127.0.0.1", true);
    receiveOnAll();
    return actorEnd();
}
