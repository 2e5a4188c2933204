/* SPDX-License-Identifier: MIT */
/* connect sends nothing; send and recv on a connected socket do. */
#include "network.h"

#include <unistd.h>

static void exchange(const char* address)
{
    if (!hasAddress(address)) return;
    struct pair pair = datagramPair(address);
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    uint64_t after = now();
    must(send(pair.sender, "x", 1, 0), "send");
    expectSent(after, &pair);
    must(connect(pair.receiver, &pair.from.any, sizeOfEnd(&pair.from)), "connect");
    char byte;
    after = now();
    must(recv(pair.receiver, &byte, 1, 0), "recv");
    expectReceived(after, &pair);

    /* A connected socket may still send elsewhere. */
    struct pair other = datagramPair(address);
    other.sender = pair.sender;
    after = now();
    must(sendto(pair.sender, "x", 1, 0, &other.to.any, sizeOfEnd(&other.to)), "sendto");
    expectSent(after, &other);
    after = now();
    must(recv(other.receiver, &byte, 1, 0), "recv");
    expectReceived(after, &other);
    close(other.receiver);
    closePair(pair);
}

int main(void)
{
    actorBegin();
    exchange("127.0.0.1");
    exchange("::1");
    return actorEnd();
}
