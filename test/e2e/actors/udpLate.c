/* SPDX-License-Identifier: MIT */
/* Data that waits for more: the datagram leaves with the last call. An empty one is one, too. */
#define _GNU_SOURCE
#include "network.h"

#include <unistd.h>

int main(void)
{
    actorBegin();
    struct pair pair = datagramPair("127.0.0.1");
    char bytes[2];
    must(connect(pair.sender, &pair.to.any, sizeOfEnd(&pair.to)), "connect");
    must(send(pair.sender, "x", 1, MSG_MORE), "send");
    uint64_t after = now();
    must(send(pair.sender, "y", 1, 0), "send");
    expectSent(after, &pair);
    after = now();
    if (recv(pair.receiver, bytes, 2, 0) != 2) fail("recv");
    expectReceived(after, &pair);
    closePair(pair);

    pair = datagramPair("127.0.0.1");
    after = now();
    must(sendto(pair.sender, "", 0, 0, &pair.to.any, sizeOfEnd(&pair.to)), "sendto");
    expectSent(after, &pair);
    after = now();
    must(recv(pair.receiver, bytes, 1, 0), "recv");
    expectReceived(after, &pair);

    /* More than a packet holds, in fragments. */
    static char large[60000];
    struct pair second = datagramPair("127.0.0.1");
    after = now();
    must(sendto(second.sender, large, sizeof(large), 0, &second.to.any, sizeOfEnd(&second.to)),
         "sendto");
    expectSent(after, &second);
    after = now();
    must(recv(second.receiver, large, sizeof(large), 0), "recv");
    expectReceived(after, &second);
    return actorEnd();
}
